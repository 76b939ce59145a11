using System.Globalization;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.Faults;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>One fault while work is under way: how long it took until all held the same, and what was wrong.</summary>
internal sealed record Round(string Fault, TimeSpan Healed, IReadOnlyList<string> Violations)
{
    private static readonly TimeSpan HealLimit = TimeSpan.FromSeconds(30); // a busy machine; the goal of 2 s is measured
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Fault}: healed {Healed.TotalMilliseconds:0} ms after its end, {Violations.Count} violations");

    public static async Task<Round> RunAsync(ChaosWorld world, Fault fault)
    {
        await world.BeginAsync();
        await fault.BringAsync(world);
        var ended = TimeProvider.System.GetTimestamp();
        await world.SetGatesAsync(isOpen: false);
        var problems = new List<string>();
        await ConvergeAsync(world, HealLimit, problems, "after the fault");
        var healed = TimeProvider.System.GetElapsedTime(ended);
        await world.SetGatesAsync(isOpen: true);
        await EndAsync(world, problems);
        await ConvergeAsync(world, HealLimit, problems, "at the end");
        problems.AddRange(new HistoryChecker(ChaosWorld.Steps, world.Said(), fault.KillsNode).Check(world.Histories().Where(h => !h.Pipeline.EndsWith("-ended", StringComparison.Ordinal))));
        problems.AddRange(new HistoryChecker(ChaosWorld.EndedSteps, world.Said(), fault.KillsNode).Check(world.Histories().Where(h => h.Pipeline.EndsWith("-ended", StringComparison.Ordinal))));
        foreach (var watcher in world.Watchers)
            while (watcher.Errors.TryDequeue(out var error)) problems.Add($"{watcher.Name} was told: {error}");
        return new Round(fault.Name, healed, problems);
    }

    private static async Task ConvergeAsync(ChaosWorld world, TimeSpan limit, List<string> problems, string when)
    {
        string? difference = null;
        try
        {
            await Eventually.HoldsAsync(async () => (difference = await Differences.FindAsync(world)) is null, "the same everywhere", limit);
        }
        catch (TimeoutException)
        {
            problems.Add($"not the same {limit.TotalSeconds:0} s {when}: {difference}");
            foreach (var node in world.Nodes) problems.Add($"the node on port {node.Port} said last: {string.Join(" | ", node.Process.Lines.TakeLast(12))}");
        }
    }

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
            problems.Add($"work does not end: {string.Join(", ", open.SelectMany(p => p).Where(p => !p.IsDone).Select(p => $"{p.PipelineId} ({p.Mode}) {string.Join(' ', p.Stages)}"))}");
        }
    }
}
