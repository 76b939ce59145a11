namespace DocumentPipelineHost.Documents;

/// <summary>A chunk that the index found, with its document's names.</summary>
internal sealed class FoundChunk
{
    public string Id { get; init; } = "";

    public string Filename { get; init; } = "";

    public string? Title { get; init; }

    public string? ContentType { get; init; }

    public string? PageKind { get; init; }

    public int Page { get; init; }

    public int Position { get; init; }

    public double Score { get; init; }

    public string Text { get; init; } = "";

    /// <summary>How many chunks were found in all.</summary>
    public int Total { get; init; }
}
