using System.Net;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>docs/proxies.md, YARP: with its settings everything passes, without them the client says why not.</summary>
public sealed class YarpTests
{
    private const string HostTransform = "Routes:app:Transforms:0:RequestHeaderOriginalHost";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Socket_OfAPageBehindIt_PassesAsItIsDocumented()
    {
        await using var proxy = await YarpProxy.StartAsync();
        await using var client = Client(proxy);

        Assert.Equal(ConnectionStatus.Live, await FollowAsync(proxy, client));
    }

    [Fact]
    public async Task Stream_PassesEventByEvent()
    {
        await using var proxy = await YarpProxy.StartAsync();
        await using var client = Client(proxy, static o =>
        {
            o.Attempts = 1;
            o.SocketFactory = static (_, _, _) => throw new HttpRequestException("no sockets here");
        });

        Assert.Equal(ConnectionStatus.Streaming, await FollowAsync(proxy, client));
    }

    [Fact]
    public async Task LongPoll_IsHeldAndAnsweredByTheChange()
    {
        await using var proxy = await YarpProxy.StartAsync();
        await using var run = await proxy.Progress.StartAsync(new PipelineStart("p", "user-1"), Stop);
        using var http = new HttpClient { BaseAddress = proxy.Address };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");

        var held = http.GetAsync(new Uri("/api/v1/pipelines/p/progress?wait=60", UriKind.Relative), Stop);
        await run.CompleteAsync(Stop);
        using var answer = await held.WaitAsync(Wait.Limit, Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"completed\"", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheOriginalHost_ThePagePollsAndNamesTheOrigin()
    {
        await using var proxy = await YarpProxy.StartAsync((HostTransform, "false"));
        await using var client = Client(proxy);

        Assert.Equal(ConnectionStatus.Polling, await FollowAsync(proxy, client));
        Assert.Equal("forbidden_origin", client.Connection.Reason);
        Assert.Contains("AllowedOrigins", client.Connection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithATimeoutBelowTheHeartbeat_ThePagePollsAndSaysThatTheConnectionBreaks()
    {
        await using var proxy = await YarpProxy.StartAsync(
            ("Clusters:app:HttpRequest:ActivityTimeout", "00:00:01"));
        await using var client = Client(proxy, static o =>
        {
            o.Attempts = 2;
            o.BackoffBase = TimeSpan.FromMilliseconds(20);
            o.BackoffCap = TimeSpan.FromMilliseconds(20);
        });

        Assert.Equal(ConnectionStatus.Polling, await FollowAsync(proxy, client, ConnectionStatus.Polling));
        Assert.NotNull(client.Connection.Reason);
        Assert.NotNull(client.Connection.Message);
    }

    /// <summary>As a page does it: its requests say where it came from.</summary>
    private static RealtimeClient Client(YarpProxy proxy, Action<RealtimeClientOptions>? change = null)
    {
        var options = new RealtimeClientOptions { Address = proxy.Address, UserId = "user-1" };
        options.PollInterval = TimeSpan.FromMilliseconds(200);
        options.ProbeInterval = TimeSpan.FromMinutes(10); // what it fell back to stays for the test
        options.Headers["Origin"] = proxy.Address.GetLeftPart(UriPartial.Authority);
        options.Headers["X-USER-ID"] = "user-1";
        change?.Invoke(options);
        return new RealtimeClient(options);
    }

    /// <summary>Each value arrives while the run stands still at it; the status at the end.</summary>
    /// <param name="proxy">Where the run is.</param>
    /// <param name="client">Who watches.</param>
    /// <param name="first">The status that the client reaches before the run goes on.</param>
    private static async Task<ConnectionStatus> FollowAsync(
        YarpProxy proxy, RealtimeClient client, ConnectionStatus? first = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(2 * Wait.Limit);
        await using var run = await proxy.Progress.StartAsync(
            new PipelineStart("p", "user-1") { Stages = [new("s")] }, Stop);
        await using var stage = await run.StartStageAsync("s", Stop);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ConnectionChanged += (_, now) =>
        {
            if (first is null || now.Status == first) reached.TrySetResult();
        };
        client.Start();
        var next = 0;
        await foreach (var state in client.WatchAsync("p", cancellationToken: limit.Token))
        {
            if (state.IsEnded) return client.Connection.Status;
            if (state.OverallProgress < next) continue;
            await reached.Task.WaitAsync(limit.Token);
            next += 25;
            if (next < 100) stage.Report(next);
            else await run.CompleteAsync(Stop);
        }

        throw new InvalidOperationException("The states ended before the pipeline did.");
    }
}
