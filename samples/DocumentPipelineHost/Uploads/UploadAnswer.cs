using DocumentPipelineHost.Options;

namespace DocumentPipelineHost.Uploads;

/// <summary>The answer to an accepted upload.</summary>
/// <param name="DocumentId">The document: the new one, or, with <c>exists</c>, the one that was there; with
/// <c>waiting</c> another id of that one, until the answer makes it a document of its own or leaves it so.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Status"><c>uploaded</c>, or, for the same bytes in the same project, <c>exists</c>; <c>waiting</c>
/// where the upload asked for a question about them.</param>
/// <param name="Message">Human-readable text.</param>
/// <param name="Options">The options after the rules.</param>
/// <param name="Adjustments">What the rules changed.</param>
/// <param name="AlreadyDone">With <c>exists</c>: the stages asked for whose results are there.</param>
/// <param name="ProcessingPipeline">The pipeline of the work that is left, if there is any, or the one that
/// waits.</param>
/// <param name="Question">With <c>waiting</c>: what the pipeline asks.</param>
public sealed record UploadAnswer(
    string DocumentId,
    string Filename,
    long Size,
    string Status,
    string Message,
    ProcessingOptions Options,
    IReadOnlyList<Adjustment> Adjustments,
    IReadOnlyList<string>? AlreadyDone,
    ProcessingPipeline? ProcessingPipeline,
    UploadQuestion? Question = null);
