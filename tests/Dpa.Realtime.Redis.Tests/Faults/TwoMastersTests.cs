using System.Net;
using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>
/// A node follows another master for a while, an empty one, as after a restart that nobody told who the master is; and
/// comes back.
/// </summary>
public sealed class TwoMastersTests : IAsyncLifetime
{
    private RedisServer _master = null!;
    private RedisServer _empty = null!;
    private FaultProxy _line = null!;
    private RealtimeHost _astray = null!;
    private RealtimeHost _here = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _master = await RedisServer.StartAsync();
        _empty = await RedisServer.StartAsync();
        _line = FaultProxy.Start(_master.Port, 1);
        _astray = await RealtimeHost.StartAsync(_line.Address);
        _here = await RealtimeHost.StartAsync(_master.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _astray.DisposeAsync();
        await _here.DisposeAsync();
        await _line.DisposeAsync();
        await _master.DisposeAsync();
        await _empty.DisposeAsync();
    }

    [Fact]
    public async Task BothTakeChangesOfOneRun_AllThatWasAcceptedIsThereAfterwards()
    {
        await using var run = await _astray.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b"), new("c")] }, Ct);
        var a = await run.StartStageAsync("a", Ct);
        await using var joined = await _here.Notifier.JoinAsync("p", Ct);
        var b = await joined.StartStageAsync("b", Ct);
        a.Report(10);
        await _here.UntilAsync("p", s => s.Stages[0].Progress == 10);

        Follow(_empty);
        await _astray.UntilAsync("p", s => s.Continues is not null);
        await a.WarnAsync("accepted by the empty one", Ct);
        await a.CompleteAsync(Ct);
        await (await run.StartStageAsync("c", Ct)).CompleteAsync(Ct);
        await b.WarnAsync("accepted by the master", Ct);
        await b.CompleteAsync(Ct);
        Assert.Equal(
            PipelineStatus.Processing,
            (await _here.UntilAsync("p", s => s.Stages[1].Status == PipelineStatus.Completed)).Stages[0].Status);
        await using var watcher = new Watcher(_here, "p");
        Follow(_master);

        await watcher.UntilAsync(s => s.Stages.All(stage => stage.Status == PipelineStatus.Completed), "all stages");
        await watcher.UntilAsync(
            s => Said(s, "accepted by the master") == 1 && Said(s, "accepted by the empty one") == 1,
            "both warnings, once each");
        Assert.Equal(
            [PipelineStatus.Processing, PipelineStatus.Completed],
            watcher.Last!.Transitions.Where(t => t.Stage == "c").Select(t => t.To));
        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Equal(watcher.Last!.Position, (await _astray.UntilAsync("p", s => s.IsEnded)).Position);
    }

    [Fact]
    public async Task TheMasterThatLosesTookTheEnd_TheEndHolds()
    {
        await using var run = await _astray.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        await using var joined = await _here.Notifier.JoinAsync("p", Ct);
        await using var b = await joined.StartStageAsync("b", Ct);

        Follow(_empty);
        await _astray.UntilAsync("p", s => s.Continues is not null);
        await run.CompleteAsync(Ct);
        b.Report(30);
        await _here.UntilAsync("p", s => s.Stages[1].Progress == 30);
        Follow(_master);

        Assert.Equal(PipelineStatus.Completed, (await _here.UntilAsync("p", s => s.IsEnded)).Status);
    }

    private void Follow(RedisServer server)
    {
        _line.Target = new IPEndPoint(IPAddress.Loopback, server.Port);
        _line.ResetAll();
    }

    private static int Said(PipelineState state, string warning) => state.Transitions.Count(t => t.Message == warning);
}
