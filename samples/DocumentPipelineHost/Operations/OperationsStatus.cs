using DocumentPipelineHost.Documents;

namespace DocumentPipelineHost.Operations;

/// <summary>What was made of a document, and what is under way.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Operations">Each operation.</param>
/// <param name="PipelineId">The pipeline that has not ended.</param>
/// <param name="PipelineStatus">Its status.</param>
/// <param name="Warnings">What was left out, where and why.</param>
public sealed record OperationsStatus(
    string DocumentId,
    IReadOnlyDictionary<string, OperationStatus> Operations,
    string? PipelineId,
    string? PipelineStatus,
    IReadOnlyList<WarningAnswer> Warnings);

/// <summary>One operation on a document.</summary>
/// <param name="Status"><c>completed</c>, the status of the pipeline that does it, or <c>not_requested</c>.</param>
/// <param name="CompletedAt">When its result was stored; while it is made again, the former one's.</param>
public sealed record OperationStatus(string Status, DateTimeOffset? CompletedAt);
