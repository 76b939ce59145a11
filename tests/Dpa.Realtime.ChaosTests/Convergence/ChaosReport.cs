using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Dpa.Realtime.ChaosTests.Convergence;

/// <summary>
/// What the long run measured, written to <c>benchmarks/results/chaos.md</c> once each topology has had its faults.
/// Ordinary runs write nothing.
/// </summary>
public sealed class ChaosReport : IAsyncDisposable
{
    private const int Topologies = 3;
    private static readonly double[] Limits = [0.25, 0.5, 1, 2, 5];

    private readonly List<(string Topology, int Seed, IReadOnlyList<Round> Rounds)> _runs = [];
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow();
    private readonly string _loadBefore = Load();

    internal void Add(string topology, int seed, IReadOnlyList<Round> rounds) => _runs.Add((topology, seed, rounds));

    /// <summary>Writes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (
            _runs.Select(r => r.Topology).Distinct().Count() < Topologies
            || Environment.GetEnvironmentVariable("DPA_LONG") != "1")
            return;
        await File.WriteAllTextAsync(Target(), Text());
    }

    private string Text()
    {
        var rounds = _runs.SelectMany(r => r.Rounds).ToList();
        var text = new StringBuilder();
        Line(text, $"# Faults under way: three nodes on Redis");
        Line(text, $"");
        Line(
            text,
            $"{_began:yyyy-MM-dd}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}; "
                + $"load average {_loadBefore} before, {Load()} after. `DPA_LONG=1 DPA_SEED={_runs[0].Seed} "
                + $"artifacts/bin/Dpa.Realtime.ChaosTests/debug/Dpa.Realtime.ChaosTests -class "
                + $"'*Convergence.ConvergenceTests'` repeats it (a seed repeats the draw, not what the threads make of "
                + $"it)."
        );
        Line(text, $"");
        Line(
            text,
            $"Three nodes in processes of their own, producers on all, one pipeline with producers on two, one that "
                + $"has ended, six watchers that are spread over all. In each round a fault is brought about while all "
                + $"work. Afterwards every node, watcher and producer must hold the same, and each watcher's history "
                + $"is judged: nothing goes back, every transition once, nothing made up, nothing lost that was "
                + $"accepted."
        );
        Line(text, $"");
        Line(
            text,
            $"**{rounds.Count} faults, {rounds.Sum(r => r.Violations.Count)} violations. Healed within 2 s of the "
                + $"fault's end: {rounds.Count(r => r.Healed <= Round.Usual)} of {rounds.Count}.**"
        );
        Line(text, $"");
        foreach (var (topology, seed, its) in _runs)
            Line(text, $"- {topology}: seed {seed}, {its.Count} faults, {its.Sum(r => r.Violations.Count)} violations");
        Line(text, $"");
        Line(text, $"| fault | times | healed, p50 (ms) | max (ms) | within 2 s | violations |");
        Line(text, $"|---|---|---|---|---|---|");
        foreach (var kind in rounds.GroupBy(r => r.Fault).OrderBy(k => k.Key, StringComparer.Ordinal))
        {
            var healed = kind.Select(r => r.Healed.TotalMilliseconds).Order().ToList();
            Line(
                text,
                $"| {kind.Key} | {healed.Count} | {healed[healed.Count / 2]:0} | {healed[^1]:0} | "
                    + $"{kind.Count(r => r.Healed <= Round.Usual)} | {kind.Sum(r => r.Violations.Count)} |"
            );
        }

        Line(text, $"");
        Line(
            text,
            $"| healed within | {string.Join(" | ", Limits.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l} s")))} | later |"
        );
        Line(text, $"|---|{string.Concat(Limits.Select(_ => "---|"))}---|");
        Line(
            text,
            $"| faults | {string.Join(" | ", Limits.Select((l, i) => rounds.Count(r => r.Healed.TotalSeconds <= l && (i == 0 || r.Healed.TotalSeconds > Limits[i - 1]))))} | {rounds.Count(r => r.Healed.TotalSeconds > Limits[^1])} |"
        );
        return text.ToString();
    }

    private static void Line(StringBuilder text, DefaultInterpolatedStringHandler line) =>
        text.Append(line.ToStringAndClear()).Append('\n');

    private static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Target([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../benchmarks/results/chaos.md"));
}
