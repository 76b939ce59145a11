namespace DocumentPipelineHost.Tus;

/// <summary>The outcome of a resumable upload.</summary>
/// <param name="DocumentId">The document: the new one, or, with <c>exists</c>, the one that was stored already; with
/// <c>waiting</c> another id of that one until the question is answered.</param>
/// <param name="Filename">Its name.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Status"><c>uploaded</c>, <c>exists</c> or <c>waiting</c>.</param>
/// <param name="PipelineId">The pipeline that does what was asked for, if anything was left to do.</param>
public sealed record TusResult(string DocumentId, string Filename, long Size, string Status, string? PipelineId);
