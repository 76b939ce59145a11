using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// A stored document. The <c>…At</c> times show which of its work is done: they are set in the same transaction as the
/// result.
/// </summary>
public sealed record Document
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>The uploader's project, or the empty text.</summary>
    public string ProjectId { get; init; } = string.Empty;

    public required string Filename { get; init; }

    public long Size { get; init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>It stands beside another document of the same bytes in the same project, as its owner wished.</summary>
    public bool IsKeptBeside { get; init; }

    /// <summary>
    /// What is unique among an owner's documents of a project: the bytes, or, of one that is kept beside another,
    /// the document itself.
    /// </summary>
    public string ContentKey => IsKeptBeside ? $"{Sha256}+{Id}" : Sha256;

    public required string ContentType { get; init; }

    public required string StorageKey { get; init; }

    public Original Original => new(StorageKey, Size, Sha256);

    public string? Title { get; init; }

    public int? PageCount { get; init; }

    /// <summary>What its pages are, as <see cref="PageKinds"/> names it; null before it is parsed.</summary>
    public string? PageKind { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ParsedAt { get; init; }

    public DateTimeOffset? IndexedAt { get; init; }

    public DateTimeOffset? SummarizedAt { get; init; }

    public DateTimeOffset? AnalyzedAt { get; init; }
}
