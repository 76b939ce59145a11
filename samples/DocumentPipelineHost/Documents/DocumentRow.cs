namespace DocumentPipelineHost.Documents;

/// <summary>A document with its newest processing, as the lists' query gives it.</summary>
internal sealed record DocumentRow
{
    public required string Id { get; init; }

    public required string Filename { get; init; }

    public long Size { get; init; }

    public required string ContentType { get; init; }

    public required string ProjectId { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public string? PipelineId { get; init; }

    public byte[]? State { get; init; }

    /// <summary>The status in the kept state; null where there is no processing.</summary>
    public string? StateStatus { get; init; }

    public bool HasSummary { get; init; }

    public bool HasIndex { get; init; }

    public bool HasAnalysis { get; init; }

    public int? PageCount { get; init; }

    public string? PageKind { get; init; }
}
