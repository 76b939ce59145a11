using System.Globalization;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>One fault while work is under way: how long it took until all held the same, and what was wrong.</summary>
internal sealed record Round(string Fault, TimeSpan Healed, IReadOnlyList<string> Violations)
{
    /// <summary>
    /// Counted in reports, and no test's limit: docs/redis.md promises what is found by which comparison, and a busy
    /// machine takes its time for that.
    /// </summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(30); // six of the comparisons that come every 5 s
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    /// <summary>Where it took longer than usual: what was late, and what the nodes said.</summary>
    public IReadOnlyList<string> Late { get; init; } = [];

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Fault}: healed {Healed.TotalMilliseconds:0} ms after its end, {Violations.Count} violations");

    public static async Task<Round> RunAsync(ChaosWorld world, Fault fault)
    {
        await world.BeginAsync();
        await fault.BringAsync(world);
        var ended = TimeProvider.System.GetTimestamp();
        await world.SetGatesAsync(isOpen: false);
        var problems = new List<string>();
        var last = await ConvergeAsync(world, HealLimit, problems, "after the fault");
        var healed = TimeProvider.System.GetElapsedTime(ended);
        List<string> late = healed <= Usual ? [] : [$"the last difference: {last}", .. LastLines(world)];
        await world.SetGatesAsync(isOpen: true);
        await EndAsync(world, problems);
        await ConvergeAsync(world, HealLimit, problems, "at the end");
        problems.AddRange(
            new HistoryChecker(ChaosWorld.Steps, world.Said(), fault.KillsNode).Check(
                world.Histories().Where(h => !h.Pipeline.EndsWith("-ended", StringComparison.Ordinal))));
        problems.AddRange(
            new HistoryChecker(ChaosWorld.EndedSteps, world.Said(), fault.KillsNode).Check(
                world.Histories().Where(h => h.Pipeline.EndsWith("-ended", StringComparison.Ordinal))));
        foreach (var watcher in world.Watchers)
            while (watcher.Errors.TryDequeue(out var error)) problems.Add($"{watcher.Name} was told: {error}");
        return new Round(fault.Name, healed, problems) { Late = late };
    }

    /// <returns>The last difference that was seen.</returns>
    private static async Task<string?> ConvergeAsync(
        ChaosWorld world, TimeSpan limit, List<string> problems, string when)
    {
        string? difference = null, last = null;
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    difference = await Differences.FindAsync(world);
                    last = difference ?? last;
                    return difference is null;
                },
                "the same everywhere",
                limit);
        }
        catch (TimeoutException)
        {
            problems.Add($"not the same {limit.TotalSeconds:0} s {when}: {difference}");
            problems.AddRange(LastLines(world));
        }

        return last;
    }

    private static IEnumerable<string> LastLines(ChaosWorld world) =>
        world.Nodes.Select(node =>
            $"the node on port {node.Port} said last: "
                + $"{string.Join(" | ", node.Process.Lines.Where(l => l.Contains(": Dpa.", StringComparison.Ordinal)).TakeLast(25).Select(l => l[..Math.Min(l.Length, 260)]))}"
        );

    private static async Task EndAsync(ChaosWorld world, List<string> problems)
    {
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    foreach (var node in world.Nodes)
                        if ((await node.ProducersAsync()).Any(p => !p.IsDone)) return false;
                    return true;
                },
                "all work ends",
                EndLimit);
        }
        catch (TimeoutException)
        {
            var open = await Task.WhenAll(world.Nodes.Select(n => n.ProducersAsync()));
            problems.Add(
                $"work does not end: {string.Join(", ", open.SelectMany(p => p).Where(p => !p.IsDone).Select(p => $"{p.PipelineId} ({p.Mode}) {string.Join(' ', p.Stages)}"))}"
            );
        }
    }
}
