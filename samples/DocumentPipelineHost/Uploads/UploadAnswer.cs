using DocumentPipelineHost.Options;

namespace DocumentPipelineHost.Uploads;

/// <summary>The answer to an accepted upload.</summary>
/// <param name="DocumentId">The document: the new one, or, with <c>exists</c>, the one that was there.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Status"><c>uploaded</c>, or <c>exists</c> for the same bytes in the same project.</param>
/// <param name="Message">Human-readable text.</param>
/// <param name="Options">The options after the rules.</param>
/// <param name="Adjustments">What the rules changed.</param>
/// <param name="AlreadyDone">With <c>exists</c>: the stages asked for whose results are there.</param>
/// <param name="ProcessingPipeline">The pipeline of the work that is left, if there is any.</param>
public sealed record UploadAnswer(
    string DocumentId,
    string Filename,
    long Size,
    string Status,
    string Message,
    ProcessingOptions Options,
    IReadOnlyList<Adjustment> Adjustments,
    IReadOnlyList<string>? AlreadyDone,
    ProcessingPipeline? ProcessingPipeline);
