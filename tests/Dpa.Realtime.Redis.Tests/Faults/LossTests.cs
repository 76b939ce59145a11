using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>Redis loses what it held, or goes back to something older.</summary>
public sealed class LossTests : IAsyncLifetime
{
    private RedisServer _server = null!;
    private RealtimeHost _producing = null!;
    private RealtimeHost _watching = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _producing = await RealtimeHost.StartAsync(_server.Address);
        _watching = await RealtimeHost.StartAsync(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _producing.DisposeAsync();
        await _watching.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RestartedEmpty_ARunningPipeline_GoesOnInAContinuingEpoch()
    {
        await using var run = await _producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using var watcher = new Watcher(_watching, "p");
        stage.Report(40);
        await watcher.UntilAsync(s => s.OverallProgress == 40, "40 %");
        var before = watcher.Last!.Position.Epoch;

        await _server.RestartAsync(isEmpty: true);
        stage.Report(60);
        await watcher.UntilAsync(s => s.OverallProgress == 60, "60 %");

        Assert.Equal(before, watcher.Last.Continues);
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Equal(watcher.Transitions.Order().Distinct(), watcher.Transitions);
        Assert.Equal(watcher.Last.Transition, watcher.Transitions.Count);
    }

    [Fact]
    public async Task Flushed_WithoutAConnectionLost_RunningAndEndedPipelinesAreBackOnAllNodes()
    {
        await using var run = await _producing.Notifier.StartAsync(
            new PipelineStart("running", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using (var ended = await _producing.Notifier.StartAsync(new PipelineStart("ended", "user"), Ct))
            await ended.CompleteAsync(Ct);
        await using var watcher = new Watcher(_watching, "running");
        await watcher.UntilAsync(_ => true, "the first state");
        await _producing.UntilAsync("running", _ => true);

        await _server.CommandAsync("FLUSHALL");

        Assert.Equal(PipelineStatus.Completed, (await _watching.UntilAsync("ended", _ => true)).Status);
        stage.Report(70); // its producer is let in again
        await watcher.UntilAsync(s => s.OverallProgress == 70, "70 %");
        await run.CompleteAsync(Ct);
        Assert.Equal(
            (PipelineStatus.Completed, 100.0),
            (await _watching.UntilAsync("running", s => s.IsEnded)) is var last
                ? (last.Status, last.OverallProgress)
                : default);
        await Dpa.Realtime.Faults.Eventually.HoldsAsync(
            () => _producing.Lines.Warnings.Any(w => w.Contains("lost its data", StringComparison.Ordinal)),
            "the line");
    }

    [Fact]
    public async Task Flushed_TheNodeThatKnowsLessReportsFirst_WhatTheLastWriterKnowsHolds()
    {
        await using var run = await _producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        var a = await run.StartStageAsync("a", Ct);
        await using var joined = await _watching.Notifier.JoinAsync("p", Ct);
        await using var b = await joined.StartStageAsync("b", Ct);
        b.Report(10);
        await _producing.UntilAsync("p", s => s.Stages[1].Progress == 10);
        await a.CompleteAsync(Ct); // only this node knows
        var before = (await _producing.Reader.GetAsync("p", Ct))!;

        await _server.CommandAsync("FLUSHALL");
        b.Report(20);

        var after = await _producing.UntilAsync("p", s => s.Stages[1].Progress == 20);
        Assert.Equal(
            (before.Position.Epoch, before.Transition, PipelineStatus.Completed),
            (after.Continues, after.Transition, after.Stages[0].Status));
    }

    [Fact]
    public async Task Flushed_ASilentProducer_KeepsItsLease()
    {
        await using var run = await _producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);

        await _server.CommandAsync("FLUSHALL");
        await _watching.UntilAsync("p", s => s.Continues is not null);

        await Dpa.Realtime.Faults.Eventually.HoldsAsync(
            async () =>
                (await _server.CommandAsync("HKEYS", "dpa:{p}"))
                    .Split('\n')
                    .Any(f => f.StartsWith("l:", StringComparison.Ordinal)),
            "its lease is back without a report");
    }

    [Fact]
    public async Task GoneBack_AnEndThatWasLost_IsGivenBack()
    {
        await using var run = await _producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using var watcher = new Watcher(_watching, "p");
        await watcher.UntilAsync(_ => true, "the first state");
        await _server.CommandAsync("COPY", "dpa:{p}", "replica");
        await stage.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
        var end = (await _producing.Reader.GetAsync("p", Ct))!;

        // What a failover to a replica that had not got the last writes looks like.
        await _server.CommandAsync("COPY", "replica", "dpa:{p}", "REPLACE");
        await _server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
        await _server.CommandAsync("CLIENT", "KILL", "TYPE", "normal");

        var restored = await _watching.UntilAsync("p", s => s.Position > end.Position);
        Assert.Equal(
            (PipelineStatus.Completed, end.Transition, end.Position.Epoch),
            (restored.Status, restored.Transition, restored.Continues));
    }

    [Fact]
    public async Task Killed_WithADurableFile_KeepsTheEpoch()
    {
        await using var durable = await RedisServer.StartAsync(
            new RedisServerOptions { IsDurable = true, Arguments = ["--appendfsync", "always"] });
        await using var host = await RealtimeHost.StartAsync(durable.Address);
        await using var run = await host.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        var epoch = run.State.Position.Epoch;

        await durable.RestartAsync();
        stage.Report(50);

        var state = await host.UntilAsync("p", s => s.OverallProgress == 50);
        Assert.Equal((epoch, null), (state.Position.Epoch, state.Continues));
    }
}
