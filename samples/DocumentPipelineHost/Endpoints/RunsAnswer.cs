using System.Text.Json;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The pipelines of a document, the newest first; at most 50.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Runs">Its pipelines.</param>
public sealed record RunsAnswer(string DocumentId, IReadOnlyList<RunItem> Runs);

/// <summary>One pipeline of a document.</summary>
/// <param name="PipelineId">The pipeline.</param>
/// <param name="Status">The status of its row.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="EndedAt">When it ended; null while it has not.</param>
/// <param name="State">The last full state that was kept; subscribe for a newer one.</param>
public sealed record RunItem(
    string PipelineId, string Status, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, JsonElement? State);
