using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>Redis is away, slow or half there.</summary>
public sealed class AwayTests : IAsyncLifetime
{
    private RedisServer _server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task PubSubKilledAlone_WatchersOnAnotherNodeEndAtTheNewest()
    {
        await using var producing = await RealtimeHost.StartAsync(_server.Address);
        await using var watching = await RealtimeHost.StartAsync(_server.Address);
        await using var run = await producing.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a")] }, Ct);
        await using var stage = await run.StartStageAsync("a", Ct);
        await using var watcher = new Watcher(watching, "p");
        await watcher.UntilAsync(_ => true, "the first state");

        for (var i = 1; i <= 5; i++)
        {
            await _server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
            stage.Report(i * 10);
            var expected = i * 10.0;
            await watcher.UntilAsync(s => s.OverallProgress == expected, $"{expected} %");
        }

        await run.CompleteAsync(Ct);
        await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, "the end");
        Assert.Null(watcher.Last!.Continues);
        Assert.Equal(watcher.Last.Transition, watcher.Transitions.Count);
    }

    [Fact]
    public async Task Down_AtTheStart_TheHostStartsAndWorksOnceItIsThere()
    {
        var port = _server.Port;
        await _server.StopAsync();
        await using var host = await RealtimeHost.StartAsync(_server.Address);

        var error = await Assert.ThrowsAsync<PipelineException>(async () =>
            await host.Notifier.StartAsync(new PipelineStart("p", "user"), Ct));
        Assert.Equal(("backplane_unavailable", true), (error.Code, error.IsRetryable));
        Assert.Contains("Redis cannot be reached", error.Message, StringComparison.Ordinal);
        var health = Assert.Single((await host.HealthAsync()).Entries, e => e.Key == "dpa.realtime").Value;
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("Redis cannot be reached", health.Description, StringComparison.Ordinal);

        await _server.RestartAsync();
        Assert.Equal(port, _server.Port);
        await Eventually.HoldsAsync(
            async () => (await host.HealthAsync()).Status == HealthStatus.Healthy,
            "the node is healthy");
        await using var run = await host.Notifier.StartAsync(new PipelineStart("p", "user"), Ct);
        await run.CompleteAsync(Ct);
        Assert.Single(host.Lines.Warnings, w => w.StartsWith("Redis:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frozen_ReportsDoNotWaitAndHeldTransitionsAreAppliedInOrder()
    {
        await using var host = await RealtimeHost.StartAsync(_server.Address);
        await using var run = await host.Notifier.StartAsync(
            new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        var stage = await run.StartStageAsync("a", Ct);
        _server.Pause();

        // Redis answers none of them: reports that waited for it, each for its time limit of seconds, would take hours.
        var reporting = Task.Run(
            () =>
            {
                for (var i = 1; i <= 10_000; i++) stage.Report(i, of: 20_000);
            },
            Ct);
        await reporting.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await stage.CompleteAsync(Ct);
        var second = await run.StartStageAsync("b", Ct);
        second.Report(25);

        _server.Resume();
        var state = await host.UntilAsync("p", s => s.Stages[1].Progress == 25);
        Assert.Equal(
            [(PipelineStatus.Processing, "a"), (PipelineStatus.Completed, "a"), (PipelineStatus.Processing, "b")],
            state.Transitions.Select(t => (t.To, t.Stage!)));
        await second.CompleteAsync(Ct);
        await run.CompleteAsync(Ct);
    }
}
