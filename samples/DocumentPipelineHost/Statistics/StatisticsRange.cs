using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Statistics;

/// <summary>The time that statistics look back on, and how it is divided.</summary>
internal sealed record StatisticsRange(string Name, TimeSpan Length, int Parts)
{
    private static readonly StatisticsRange[] All =
    [
        new("1h", TimeSpan.FromHours(1), 12), new("24h", TimeSpan.FromHours(24), 24),
        new("7d", TimeSpan.FromDays(7), 28), new("30d", TimeSpan.FromDays(30), 30),
    ];

    /// <exception cref="ProblemException"><c>invalid_parameter</c></exception>
    public static StatisticsRange Of(string? name) =>
        Array.Find(All, range => range.Name == (name ?? "24h")) ?? throw StatisticsProblems.InvalidRange.AsException();
}
