using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>
/// Access that is taken away on one of two nodes while something is wrong: an authorizer that throws, one that takes 12
/// s, a node whose pub/sub is cut at that very moment. 5 runs at a time, each with its own revocations and its own cut;
/// 100 under <c>DPA_LONG=1</c>. In each run a pipeline that is not revoked has to be shown all the time.
/// </summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5); // docs/protocol.md#identity
    private const int AtOnce = 5;
    private static readonly int Turns = Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 20 : 1;

    private readonly DisturbedAuthorizer _authorizer = new();
    private readonly SemaphoreSlim _cutting = new(1);
    private SocketNode _one = null!;
    private SocketNode _two = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var address = (await SharedServers.Server).Address;
        var prefix = $"r{Guid.NewGuid():N}";
        _one = await SocketNode.StartAsync(address, prefix, $"one-{prefix}", _authorizer);
        _two = await SocketNode.StartAsync(address, prefix, $"two-{prefix}", _authorizer);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _cutting.Dispose();
    }

    [Fact]
    public async Task Revoke_UnderThreeDisturbances_ShowsNothingOnAnyNodeAfterFiveSeconds()
    {
        for (var turn = 0; turn < Turns; turn++)
            await Task.WhenAll(Enumerable.Range(turn * AtOnce, AtOnce).Select(RunAsync));
    }

    [Fact]
    public async Task CloseUser_WhileTheOtherNodesPubSubIsCut_ClosesThereToo()
    {
        await using var work = await _one.Notifier.StartAsync(new PipelineStart("p", "user-1"), Ct);
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(_two.Http) { Scheme = "ws", Path = "/api/v1/ws/user-2" }.Uri, Ct);

        await _two.CutPubSubAsync(await SharedServers.Server);
        await _one.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-2", "signed out", Ct);

        using var wait = new Wait("the socket's close");
        var buffer = new byte[1 << 16];
        while (
            (await socket.ReceiveAsync(buffer, wait.Token)).MessageType
            != System.Net.WebSockets.WebSocketMessageType.Close) { }

        Assert.Equal((4401, "signed out"), ((int)socket.CloseStatus!, socket.CloseStatusDescription));
    }

    private async Task RunAsync(int number)
    {
        string[] ids = [$"throws-{number}", $"slow-{number}", $"plain-{number}"];
        var kept = $"kept-{number}";
        string[] all = [.. ids, kept];
        var work = new List<PipelineRun>();
        foreach (var id in all)
            work.Add(await _one.Notifier.StartAsync(new PipelineStart(id, "user-1") { Stages = [new("s")] }, Ct));
        var stages = new List<StageRun>();
        foreach (var one in work) stages.Add(await one.StartStageAsync("s", Ct));
        await using var here = await Watch.OpenAsync(_one.Http, all);
        await using var there = await Watch.OpenAsync(_two.Http, all);
        using var reporting = new CancellationTokenSource();
        var reports = Task.Run(() => ReportAsync(stages, reporting.Token), Ct);

        foreach (var id in ids) _authorizer.Refuse(id);
        await CutAsync();
        var revoked = new Dictionary<string, long>();
        foreach (var id in ids)
        {
            await _one.Notifier.RevokeAsync("user-2", id, Ct);
            revoked[id] = TimeProvider.System.GetTimestamp();
        }

        // Nothing is to come for a while after the promised time; what comes of it by mistake would come at once, with
        // the next report. What was not revoked still comes then, on both nodes: they are not just silent.
        await Eventually.HoldsAsync(
            () => TimeProvider.System.GetElapsedTime(revoked[ids[^1]]) > Promised + TimeSpan.FromSeconds(1),
            "the promised time is over");
        var over = TimeProvider.System.GetTimestamp();
        await Eventually.HoldsAsync(
            () => here.LastOf(kept) > over && there.LastOf(kept) > over,
            $"{kept}, which was not revoked, is shown on both nodes after the promised time");
        await reporting.CancelAsync();
        await reports;

        var late = ids.SelectMany(id =>
                new[] { (id, Node: "one", Last: here.LastOf(id)), (id, Node: "two", Last: there.LastOf(id)) })
            .Select(w => (w.id, w.Node, After: TimeProvider.System.GetElapsedTime(revoked[w.id], w.Last)))
            .OrderByDescending(w => w.After)
            .ToArray();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"run {number}: the last that was shown came {late[0].After.TotalMilliseconds:F0} ms after its revocation, "
                + $"of {late[0].id} on node {late[0].Node}"
        );
        Assert.DoesNotContain(late, w => w.After > Promised);
        foreach (var one in work) await one.DisposeAsync();
    }

    /// <summary>A cut of this run's own, on a connection that has come back from the cut of another run.</summary>
    private async Task CutAsync()
    {
        var server = await SharedServers.Server;
        await _cutting.WaitAsync(Ct);
        try
        {
            await Eventually.HoldsAsync(
                () => _two.HasPubSubAsync(server), "the other node's pub/sub connection is there");
            await _two.CutPubSubAsync(server);
        }
        finally
        {
            _cutting.Release();
        }
    }

    private static async Task ReportAsync(List<StageRun> stages, CancellationToken stop)
    {
        for (var step = 1; !stop.IsCancellationRequested; step++)
        {
            foreach (var stage in stages) stage.Report(step, 1_000_000, "steps");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }
}
