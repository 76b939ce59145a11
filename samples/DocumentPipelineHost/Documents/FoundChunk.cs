using DocumentEngine.Chunking;
using DocumentEngine.Documents;

namespace DocumentPipelineHost.Documents;

/// <summary>A chunk that the index found, with what its place is told by.</summary>
internal sealed record FoundChunk(
    string Id, string Filename, string? Title, string? ContentType, string? Outline, int Page, int Position, double Score, string Text, string? PageText)
{
    /// <summary>The heading, slide, sheet or chapter that it stands under.</summary>
    public string? Section(Func<string, SectionIndex> index) => Outline is null ? null : index(Id).Of(new ParsedPage(Page, PageText ?? ""), Position);
}
