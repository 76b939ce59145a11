namespace DocumentPipelineHost.Documents;

/// <summary>Which documents a list is of; what is null does not matter.</summary>
internal sealed record DocumentFilter(string Owner)
{
    public string? Id { get; init; }

    public string? ProjectId { get; init; }

    public string? Status { get; init; }

    /// <summary>A part of the name, as a LIKE pattern.</summary>
    public string? NamePattern { get; init; }

    /// <summary>Only what is older than this document.</summary>
    public DocumentCursor? After { get; init; }
}
