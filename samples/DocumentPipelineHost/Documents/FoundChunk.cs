using DocumentEngine.Chunking;
using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>A chunk that the index found, with what its place is told by.</summary>
internal sealed class FoundChunk
{
    public string Id { get; init; } = "";

    public string Filename { get; init; } = "";

    public string? Title { get; init; }

    public string? ContentType { get; init; }

    public string? Outline { get; init; }

    public int Page { get; init; }

    public int Position { get; init; }

    public double Score { get; init; }

    public string Text { get; init; } = "";

    public string? PageText { get; init; }

    /// <summary>The heading, slide, sheet or chapter that it stands under.</summary>
    public string? Section(Func<string, SectionIndex> index) =>
        Outline is null ? null : index(Id).Of(new ParsedPage(Page, PageText ?? ""), Position);
}
