using System.Text.Json;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Batches;

/// <summary>A batch as the API shows it.</summary>
/// <param name="BatchId">Its id, and that of its parent pipeline.</param>
/// <param name="Name">Human-readable name.</param>
/// <param name="Status"><c>processing</c>, <c>interrupted</c>, or its end.</param>
/// <param name="Message">What the call did.</param>
/// <param name="Counts">How many files have each status.</param>
/// <param name="Documents">The files that have joined.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="State">The parent pipeline's full state, as the socket sends it.</param>
/// <param name="Options">When it is created: the options of its files after the rules.</param>
/// <param name="Adjustments">When it is created: what the rules changed.</param>
public sealed record BatchAnswer(
    string BatchId,
    string Name,
    string Status,
    string? Message,
    BatchCounts Counts,
    IReadOnlyList<BatchItem> Documents,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    JsonElement? State,
    ProcessingOptions? Options = null,
    IReadOnlyList<Adjustment>? Adjustments = null);

/// <summary>One file of a batch.</summary>
/// <param name="Filename">Its name.</param>
/// <param name="DocumentId">Its document; null where it was refused.</param>
/// <param name="PipelineId">Its pipeline.</param>
/// <param name="Status">The pipeline's status, or <c>uploading</c>.</param>
/// <param name="Code">Why it failed.</param>
public sealed record BatchItem(string? Filename, string? DocumentId, string PipelineId, string Status, string? Code);
