using System.Globalization;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>What one node's restart did to those who were on it.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Stopped">From SIGTERM to the process's end.</param>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Arrivals">When each of them was live again elsewhere, in seconds after SIGTERM.</param>
/// <param name="Absences">How long each of them was not live, in seconds.</param>
internal sealed record Restart(
    int Node, TimeSpan Stopped, int ExitCode, IReadOnlyList<double> Arrivals, IReadOnlyList<double> Absences)
{
    public const string Head = """
        | node | clients on it | ended after s, with | arrivals from–to s | arrivals in each tenth of that time since SIGTERM | busiest tenth | busiest second | not live p50, p95, max s |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    /// <summary>The arrivals in each tenth of the time from SIGTERM to the last of them.</summary>
    public IReadOnlyList<int> Tenths
    {
        get
        {
            var width = Arrivals.DefaultIfEmpty().Max() / 10;
            var counts = Arrivals.CountBy(a => Math.Min(9, (int)(a / width))).ToDictionary();
            return [.. Enumerable.Range(0, 10).Select(i => counts.GetValueOrDefault(i))];
        }
    }

    public double BusiestTenth => (double)Tenths.Max() / Math.Max(1, Arrivals.Count);

    public int BusiestSecond => Arrivals.CountBy(a => (int)a).Select(b => b.Value).DefaultIfEmpty().Max();

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {Node} | {Arrivals.Count} | {Stopped.TotalSeconds:0.0}, {ExitCode} | "
                + $"{Arrivals.DefaultIfEmpty().Min():0.0}–{Arrivals.DefaultIfEmpty().Max():0.0} | "
                + $"{string.Join(" ", Tenths)} | {100 * BusiestTenth:0} % | {BusiestSecond} | {Absence(0.5):0.0}, "
                + $"{Absence(0.95):0.0}, {Absence(1):0.0} |"
        );

    private double Absence(double part) => Absences.Order().ElementAtOrDefault((int)(part * (Absences.Count - 1)));
}
