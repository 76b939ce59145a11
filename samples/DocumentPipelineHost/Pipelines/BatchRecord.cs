namespace DocumentPipelineHost.Pipelines;

/// <summary>A batch as the host keeps it: the parent of its files' pipelines.</summary>
public sealed record BatchRecord
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Name { get; init; }

    /// <summary>The language of its messages: that of who created it.</summary>
    public required string Language { get; init; }

    /// <summary><c>processing</c>, <c>interrupted</c>, or its end.</summary>
    public required string Status { get; init; }

    /// <summary>How many files it is to have.</summary>
    public int Expected { get; init; }

    /// <summary>How many of them will not come, or were deleted with their documents.</summary>
    public int Missing { get; init; }

    /// <summary>The last full state as JSON, or null before the first.</summary>
    public byte[]? State { get; init; }

    /// <summary>The status of the last kept state.</summary>
    public string StateStatus { get; init; } = string.Empty;

    /// <summary>
    /// The highest attempt that subscribers may have been shown; the kept state may be of an earlier one.
    /// </summary>
    public int Attempts { get; init; }

    /// <summary>The host instance that still adds files to it; null where others may.</summary>
    public string? Instance { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last file joined.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool IsEnded => EndedAt is not null;
}
