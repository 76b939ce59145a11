namespace DocumentPipelineHost.Documents;

/// <summary>Which documents are searched; what is null does not matter.</summary>
internal sealed record SearchFilter
{
    public static readonly SearchFilter None = new();

    /// <summary>The document, by any of its ids.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The media type by content.</summary>
    public string? ContentType { get; init; }

    /// <summary>The status of the document's newest processing, or <c>uploaded</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The first time of upload that counts.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The time of upload from which on documents do not count.</summary>
    public DateTimeOffset? Until { get; init; }
}
