using System.Net;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.Client.Tests.Proxies;

/// <summary>What a page behind a proxy does.</summary>
internal static class ProxiedPage
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>As a page does it: its requests say where it came from.</summary>
    public static RealtimeClient Client(IProxy proxy, Action<RealtimeClientOptions>? change = null)
    {
        var options = new RealtimeClientOptions { Address = proxy.Address, UserId = "user-1" };
        options.PollInterval = TimeSpan.FromMilliseconds(200);
        options.ProbeInterval = TimeSpan.FromMinutes(10); // what it fell back to stays for the test
        options.Headers["Origin"] = proxy.Address.GetLeftPart(UriPartial.Authority);
        options.Headers["X-USER-ID"] = "user-1";
        change?.Invoke(options);
        return new RealtimeClient(options);
    }

    /// <summary>A network in which no socket opens.</summary>
    public static void WithoutSockets(RealtimeClientOptions options)
    {
        options.Attempts = 1;
        options.SocketFactory = static (_, _, _) => throw new HttpRequestException("no sockets here");
    }

    /// <summary>Each value arrives while the run stands still at it; the status at the end.</summary>
    /// <param name="proxy">Where the run is.</param>
    /// <param name="client">Who watches.</param>
    /// <param name="first">The status that the client reaches before the run goes on.</param>
    public static async Task<ConnectionStatus> FollowAsync(
        IProxy proxy, RealtimeClient client, ConnectionStatus? first = null)
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

    /// <summary>A poll that is held until the pipeline ends; what it was answered.</summary>
    public static async Task<string> LongPollAsync(IProxy proxy)
    {
        await using var run = await proxy.Progress.StartAsync(new PipelineStart("p", "user-1"), Stop);
        using var handler = new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All };
        using var http = new HttpClient(handler) { BaseAddress = proxy.Address };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        http.DefaultRequestHeaders.IfNoneMatch.ParseAdd($"\"{run.State.Position}\"");
        var held = http.GetAsync(new Uri("/api/v1/pipelines/p/progress?wait=60", UriKind.Relative), Stop);
        await run.CompleteAsync(Stop);
        using var answer = await held.WaitAsync(Wait.Limit, Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}
