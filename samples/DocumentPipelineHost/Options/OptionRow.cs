using DocumentEngine.Text;

namespace DocumentPipelineHost.Options;

/// <summary>
/// One option as data: its default in the page, what it needs, its share of the progress, whether it can be had.
/// </summary>
public sealed record OptionRow(
    string Id,
    LocalizedText Name,
    bool Default,
    IReadOnlyList<string> Needs,
    double Weight,
    double EstimateSeconds,
    bool Available = true,
    LocalizedText? Reason = null);
