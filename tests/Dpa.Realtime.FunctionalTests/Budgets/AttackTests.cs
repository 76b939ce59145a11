using System.Collections.Concurrent;
using System.Diagnostics;
using Dpa.Realtime.FunctionalTests.Connections;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Budgets;

/// <summary>One user with ten connections does what it can; others are served meanwhile, and nothing is kept of it. Run alone: it measures the process's memory.</summary>
[Collection(nameof(StalledReaderTests))]
public sealed class AttackTests(ITestOutputHelper output)
{
    private const long AllowedGrowth = 32 * 1024 * 1024;
    private const int LeastShare = 10; // the attackers of this test take the same two cores as the server

    private static TimeSpan Duration => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("DPA_LONG") == "1" ? 20 : 2);

    public static TheoryData<string> Attacks => [.. Attack.Messages.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Others_WhileOneUserAttacks_AreServedAndNothingIsKept(string attack)
    {
        await using var server = await RealtimeServer.StartAsync();
        using var counters = new Counters(server);
        var large = await Task.WhenAll(Enumerable.Range(0, Attack.Pipelines).Select(i => LargeAsync(server, i)));
        await using var victim = await server.Progress.StartAsync(new PipelineStart("victim", "other") { Stages = [new("s")] }, TestContext.Current.CancellationToken);
        await using var stage = await victim.StartStageAsync("s", TestContext.Current.CancellationToken);
        await using var client = await WireClient.ConnectAsync(server, "other");
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "victim" });
        await client.ReceiveAsync("subscription_confirmed");
        var step = 0;
        var quiet = await MeasureAsync(stage, client, Task.Delay(Duration, TestContext.Current.CancellationToken), () => ++step);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var attacked = await MeasureAsync(stage, client, Attack.RunAsync(server, Attack.Messages[attack], Duration), () => ++step);

        output.WriteLine($"{attack}: undisturbed {quiet.Count} updates, p99 {P99(quiet):F1} ms; attacked {attacked.Count} updates, p99 {P99(attacked):F1} ms");
        Assert.True(attacked.Count * LeastShare >= quiet.Count, $"The other user got {attacked.Count} updates; undisturbed {quiet.Count}.");
        await GoneAsync(counters);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < AllowedGrowth, $"The attack left {growth / 1024:N0} KiB.");
        foreach (var run in large) await run.DisposeAsync();
    }

    /// <summary>One update after the other, each waited for: how many milliseconds each took.</summary>
    private static async Task<ConcurrentBag<double>> MeasureAsync(StageRun stage, WireClient client, Task until, Func<int> next)
    {
        var took = new ConcurrentBag<double>();
        while (!until.IsCompleted)
        {
            var step = next();
            var clock = Stopwatch.StartNew();
            stage.Report(step, long.MaxValue / 4, "steps");
            await client.ReceiveUntilAsync(frame => (long?)frame["completed_units"] == step);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        await until;
        return took;
    }

    private static async Task GoneAsync(Counters counters)
    {
        using var limit = new CancellationTokenSource(WireClient.Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (counters["connections"] > 1) await timer.WaitForNextTickAsync(limit.Token);
    }

    private static double P99(ConcurrentBag<double> took) => took.Order().ElementAt(took.Count * 99 / 100);

    /// <summary>A pipeline of the attacker's own whose state has about 60 KB.</summary>
    private static async Task<PipelineRun> LargeAsync(RealtimeServer server, int number)
    {
        var stages = Enumerable.Range(0, 150).Select(s => new StageDefinition($"s{s}", new string('n', 150)));
        return await server.Progress.StartAsync(new PipelineStart($"large{number}", Attack.User) { Stages = [.. stages], Controls = PipelineControls.Cancel }, TestContext.Current.CancellationToken);
    }
}
