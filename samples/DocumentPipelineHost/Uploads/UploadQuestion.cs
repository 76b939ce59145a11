namespace DocumentPipelineHost.Uploads;

/// <summary>What an upload's pipeline asks; it is answered by the pipeline's <c>control</c>.</summary>
/// <param name="Id">Its id within the pipeline.</param>
/// <param name="Text">Human-readable.</param>
/// <param name="Choices">The answers to choose from: open the stored document, process it again where any processing is
/// asked for, keep both.</param>
/// <param name="ExpiresAt">Until when; then the stored document is opened.</param>
public sealed record UploadQuestion(
    string Id, string Text, IReadOnlyList<string> Choices, DateTimeOffset ExpiresAt);
