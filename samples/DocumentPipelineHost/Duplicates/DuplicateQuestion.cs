namespace DocumentPipelineHost.Duplicates;

/// <summary>What a person is asked about an upload whose bytes are stored already.</summary>
public sealed record DuplicateQuestion
{
    /// <summary>The upload's pipeline, which waits.</summary>
    public required string PipelineId { get; init; }

    /// <summary>The stored document.</summary>
    public required string DocumentId { get; init; }

    /// <summary>The stored document's name; null where it was deleted since.</summary>
    public string? StoredName { get; init; }

    /// <summary>The id that the upload announced: another id of the stored document, or the new document's.</summary>
    public required string NewId { get; init; }

    /// <summary>The name of the uploaded file.</summary>
    public required string Filename { get; init; }

    /// <summary>Its bytes; 0 where the stored document was deleted since.</summary>
    public long Size { get; init; }

    /// <summary>Until when it may be answered.</summary>
    public DateTimeOffset Until { get; init; }
}
