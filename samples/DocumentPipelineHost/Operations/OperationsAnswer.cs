using DocumentPipelineHost.Options;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Operations;

/// <summary>The answer to an operation on a stored document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Message">Human-readable.</param>
/// <param name="Options">The options after the rules.</param>
/// <param name="Adjustments">What the rules changed.</param>
/// <param name="Reused">The stages whose results are there already and are not made again.</param>
/// <param name="ProcessingPipeline">The pipeline that does it; null where nothing was asked for.</param>
public sealed record OperationsAnswer(
    string DocumentId,
    string Message,
    ProcessingOptions Options,
    IReadOnlyList<Adjustment> Adjustments,
    IReadOnlyList<string> Reused,
    ProcessingPipeline? ProcessingPipeline);
