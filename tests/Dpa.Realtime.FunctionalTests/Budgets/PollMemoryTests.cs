using System.Net;
using System.Net.Sockets;
using System.Text;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Engine;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>What the polls of one user hold in memory while their clients take nothing.</summary>
public sealed class PollMemoryTests : IAsyncLifetime
{
    private const int SmallBuffer = 4096;
    private const int Held = 3;

    private RealtimeServer _server = null!;
    private Action<IReadOnlyCollection<string>> _reading = static _ => { };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private UserBudget Budget => _server.Services.GetRequiredService<UserBudgets>().Of("greedy");

    public async ValueTask InitializeAsync() => _server = await RealtimeServer.StartAsync(
        o => (o.MaxHeldRequestsPerUser, o.SendTimeout) = (Held, Timeout.InfiniteTimeSpan),
        b => b.Services
            .AddSingleton(s => BackplaneLine.Call.Over<IBackplane>(
                ActivatorUtilities.CreateInstance<PipelineEngine>(s), Reading))
            .Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = endpoint =>
            {
                var listener = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
                listener.SendBufferSize = SmallBuffer; // the system's own would take a whole answer
                return listener;
            })
            .Configure<KestrelServerOptions>(k => k.Limits.MinResponseDataRate = null));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>
    /// Two polls of many hold the states of a part each; a third reads nothing before one of them has left.
    /// </summary>
    [Fact]
    public async Task PollsOfMany_WhoseAnswersAreNotTaken_AreTwoAtATime()
    {
        for (var i = 0; i < 4; i++) await LargeAsync($"large{i}");
        await using var small = await _server.Progress.StartAsync(new PipelineStart("small", "greedy"), Ct);
        var hasLeft = false;
        var wasFree = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading = ids =>
        {
            if (ids.Contains("small")) wasFree.TrySetResult(Volatile.Read(ref hasLeft));
        };

        using var first = await BeginAsync("progress?ids=large0,large1,large2,large3");
        using var second = await BeginAsync("progress?ids=large0,large1,large2,large3");
        await Eventually.HoldsAsync(() => Budget.Held == 2, "two are held");
        using var third = await BeginAsync("progress?ids=small");
        await Eventually.HoldsAsync(() => Budget.Held == 3, "the third is held");
        for (var i = 0; i < 20; i++) await StatusAsync("other"); // time in which it would read
        Volatile.Write(ref hasLeft, true);
        first.Dispose();

        Assert.True(await wasFree.Task.WaitAsync(WireClient.Limit, Ct), "The third one read while two had not left.");
    }

    /// <summary>An answer about one that is not taken at once counts as one of those that a user may have.</summary>
    [Fact]
    public async Task PollsOfOne_WhoseAnswersAreNotTaken_AreAsManyAsAUserMayHaveUnderWay()
    {
        await LargeAsync("large");
        var slow = new List<TcpClient>();
        for (var i = 0; i < Held; i++) slow.Add(await BeginAsync("large/progress"));
        await Eventually.HoldsAsync(() => Budget.Held == Held, "all of them are held");

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync("greedy", "large"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("other", "large"));
        slow[0].Dispose();
        await Eventually.HoldsAsync(
            async () => await StatusAsync("greedy", "large") == HttpStatusCode.OK, "a place is free");
        slow.ForEach(static client => client.Dispose());
    }

    private bool Reading(string method, object?[] args)
    {
        if (method == nameof(IBackplane.ReadAsync)) _reading((IReadOnlyCollection<string>)args[0]!);
        return true;
    }

    /// <summary>More than Kestrel and the two sockets take together.</summary>
    private async Task LargeAsync(string id)
    {
        var stages = Enumerable.Range(0, 150).Select(s => new StageDefinition($"s{s}", new string('文', 200)));
        await _server.Progress.StartAsync(new PipelineStart(id, "greedy") { Stages = [.. stages] }, Ct);
    }

    /// <summary>Asks, and reads nothing of the answer.</summary>
    private async Task<TcpClient> BeginAsync(string path)
    {
        var client = new TcpClient { ReceiveBufferSize = SmallBuffer };
        await client.ConnectAsync(_server.Http.Host, _server.Http.Port, Ct);
        var head = $"GET /api/v1/pipelines/{path} HTTP/1.1\r\n"
            + $"Host: {_server.Http.Authority}\r\nX-USER-ID: greedy\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Ct);
        return client;
    }

    private async Task<HttpStatusCode> StatusAsync(string userId, string id = "none")
    {
        using var http = new HttpClient { BaseAddress = _server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        using var answer = await http.GetAsync(new Uri($"/api/v1/pipelines/{id}/progress", UriKind.Relative), Ct);
        return answer.StatusCode;
    }
}
