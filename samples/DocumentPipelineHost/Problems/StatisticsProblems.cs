using DocumentEngine.Messages;

namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong with statistics.</summary>
internal static class StatisticsProblems
{
    public static readonly Problem InvalidRange = new(
        "invalid_parameter", 400,
        MessageCatalog.Text("statistics.invalid_range"),
        MessageCatalog.Text("statistics.invalid_range.suggestion"));

    public static readonly Problem InvalidScope = new(
        "invalid_parameter", 400,
        MessageCatalog.Text("statistics.invalid_scope"),
        MessageCatalog.Text("statistics.invalid_scope.suggestion"));

    public static readonly Problem OperatorsOnly = new(
        "forbidden", 403,
        MessageCatalog.Text("statistics.operators_only"),
        MessageCatalog.Text("statistics.operators_only.suggestion"));
}
