using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>
/// What a failover that lost the last writes looks like to nodes whose connections hold: an older copy, and a server
/// with another replication id.
/// </summary>
public sealed class AnotherPrimaryTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private FaultProxy _line = null!;
    private RealtimeHost _one = null!;
    private RealtimeHost _other = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync("--enable-debug-command", "yes");
        _line = FaultProxy.Start(_server.Port, 1);
        _one = await RealtimeHost.StartAsync(_line.Address);
        _other = await RealtimeHost.StartAsync(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _line.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task TheNodeWhoseLastWriteIsTheCopy_WritesFirst_WhatTheOtherHadAcceptedHolds()
    {
        await using var run = await _one.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        var a = await run.StartStageAsync("a", Ct);
        await using var joined = await _other.Notifier.JoinAsync("p", Ct);
        await using var b = await joined.StartStageAsync("b", Ct);
        b.Report(10);
        await _one.UntilAsync("p", s => s.Stages[1].Progress == 10);
        await CopyAsync();
        await a.CompleteAsync(Ct); // only this node knows
        var before = (await _one.Reader.GetAsync("p", Ct))!;

        await FailOverAsync();
        b.Report(20); // its tag is the copy's

        var after = await _one.UntilAsync("p", s => s.Stages[1].Progress == 20);
        Assert.Equal(
            (before.Position.Epoch, before.Transition, PipelineStatus.Completed),
            (after.Continues, after.Transition, after.Stages[0].Status));
    }

    [Fact]
    public async Task NothingWasLost_GoesOnInItsEpoch()
    {
        await using var run = await _one.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var a = await run.StartStageAsync("a", Ct);
        a.Report(10);
        var before = await _one.UntilAsync("p", s => s.OverallProgress == 10);

        await _server.CommandAsync("DEBUG", "CHANGE-REPL-ID");
        a.Report(20);

        var after = await _other.UntilAsync("p", s => s.OverallProgress == 20);
        Assert.Equal(
            (before.Position.Epoch, before.Position.Version + 1, null),
            (after.Position.Epoch, after.Position.Version, after.Continues));
        Assert.DoesNotContain(_other.Lines.Warnings.Concat(_one.Lines.Warnings), w =>
            w.Contains("lost its data", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheProducerThatTheCopyLacks_IsLetInAgain()
    {
        await using var run = await _one.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        await CopyAsync();
        await using var joined = await _other.Notifier.JoinAsync("p", Ct);
        await using var b = await joined.StartStageAsync("b", Ct);

        await FailOverAsync();
        b.Report(20);

        Assert.Equal(
            PipelineStatus.Processing,
            (await _one.UntilAsync("p", s => s.Stages[1].Progress == 20)).Stages[1].Status);
    }

    [Fact]
    public async Task TheNodeThatKnowsTheEnd_ComesLate_TheEndHolds()
    {
        await using var run = await _one.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        var a = await run.StartStageAsync("a", Ct);
        await CopyAsync();
        await a.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        await _other.UntilAsync("p", s => s.IsEnded);
        _line.Rules = FaultRules.Partition;

        await FailOverAsync();
        await using var joined = await _other.Notifier.JoinAsync("p", Ct); // waits for the other one, in vain
        var meanwhile = await _other.UntilAsync("p", s => s.Continues is not null);
        Assert.Equal((PipelineStatus.Processing, run.State.Position.Epoch), (meanwhile.Status, meanwhile.Continues));
        await using var watcher = new Watcher(_other, "p");
        await watcher.UntilAsync(_ => true, "the first state");
        _line.Resume();

        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Equal((PipelineStatus.Completed, 100.0), (watcher.Last!.Stages[0].Status, watcher.Last.OverallProgress));
    }

    /// <summary>What a replica has got.</summary>
    private Task CopyAsync() => _server.CommandAsync("COPY", "dpa:{p}", "replica");

    private async Task FailOverAsync()
    {
        await _server.CommandAsync("COPY", "replica", "dpa:{p}", "REPLACE");
        await _server.CommandAsync("DEBUG", "CHANGE-REPL-ID");
    }
}
