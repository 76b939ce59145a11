using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Faults;

/// <summary>
/// Three nodes, producers of one pipeline on two, watchers on all, and faults in between: in the end everybody holds
/// the same.
/// </summary>
public sealed class ConvergenceTests
{
    private static readonly string[] Kinds = ["pubsub", "connections", "flush", "freeze", "restart empty"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds =>
        [.. Enumerable.Range(1, Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 20 : 1)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Faults_OfAllKinds_EveryNodeEndsAtTheSameNewestState(int seed)
    {
        await using var server = await RedisServer.StartAsync();
        var nodes = new List<RealtimeHost>();
        try
        {
            for (var i = 0; i < 3; i++) nodes.Add(await RealtimeHost.StartAsync(server.Address));
            await RunAsync(server, nodes, new Random(seed), seed);
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    private static async Task RunAsync(RedisServer server, List<RealtimeHost> nodes, Random random, int seed)
    {
        await using var run = await nodes[0]
            .Notifier.StartAsync(new PipelineStart("p", "user") { Stages = [new("a"), new("b")] }, Ct);
        await using var joined = await nodes[1].Notifier.JoinAsync("p", Ct);
        var (a, b) = (await run.StartStageAsync("a", Ct), await joined.StartStageAsync("b", Ct));
        var watchers = nodes.ConvertAll(node => new Watcher(node, "p"));
        try
        {
            using var stop = new CancellationTokenSource();
            var reporting = Task.WhenAll(ReportAsync(a, stop.Token), ReportAsync(b, stop.Token));
            foreach (var kind in Kinds.Concat(Kinds).OrderBy(_ => random.Next()).ToArray())
            {
                await BreakAsync(server, kind);
                // Until a change that was made after the fault is seen everywhere, or, now and then, not at all: faults
                // also come on top of each other.
                if (random.Next(3) > 0) await SeenAsync(watchers, $"seed {seed}: after {kind}");
            }

            await stop.CancelAsync();
            await reporting;
            await a.CompleteAsync(Ct);
            await b.CompleteAsync(Ct);
            await run.CompleteAsync(Ct);
            foreach (var watcher in watchers)
                await watcher.UntilAsync(s => s.Status == PipelineStatus.Completed, $"seed {seed}: the end");
            var truth = await nodes[2].UntilAsync("p", s => s.IsEnded);
            foreach (var watcher in watchers)
                await watcher.UntilAsync(
                    s =>
                        s.Position == truth.Position
                        && s.Stages.All(x => x is { Status: PipelineStatus.Completed, Progress: 100 }),
                    $"seed {seed}: the newest, {truth.Position}");
        }
        finally
        {
            foreach (var watcher in watchers) await watcher.DisposeAsync();
        }
    }

    private static async Task ReportAsync(StageRun stage, CancellationToken stop)
    {
        for (var n = 1; !stop.IsCancellationRequested; n++)
        {
            stage.Report(n, of: 100_000, "steps");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SeenAsync(List<Watcher> watchers, string what)
    {
        var from = watchers.Max(w => w.Last?.Stages.Sum(s => s.CompletedUnits ?? 0) ?? 0);
        foreach (var watcher in watchers)
            await watcher.UntilAsync(s => s.Stages.Sum(x => x.CompletedUnits ?? 0) > from + 100, what);
    }

    private static async Task BreakAsync(RedisServer server, string kind)
    {
        switch (kind)
        {
            case "pubsub":
                await server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
                break;
            case "connections":
                await server.CommandAsync("CLIENT", "KILL", "TYPE", "pubsub");
                await server.CommandAsync("CLIENT", "KILL", "TYPE", "normal");
                break;
            case "flush":
                await server.CommandAsync("FLUSHALL");
                break;
            case "freeze":
                server.Pause();
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Ct);
                server.Resume();
                break;
            default:
                await server.RestartAsync(isEmpty: true);
                break;
        }
    }
}
