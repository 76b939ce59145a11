using DocumentEngine.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>A chunk that was found.</summary>
/// <param name="DocumentId">Its document.</param>
/// <param name="Filename">The document's name.</param>
/// <param name="Page">The page it is on.</param>
/// <param name="Score">The greater, the better (bm25).</param>
/// <param name="Snippet">The text around the first hit.</param>
public sealed record SearchHit(
    string DocumentId, string Filename, int Page, double Score, IReadOnlyList<SnippetPart> Snippet)
{
    /// <summary>
    /// The heading, slide, sheet or chapter that it stands under; null where the document declares none before it.
    /// </summary>
    public string? Section { get; init; }

    /// <summary>
    /// What <see cref="Page"/> counts: "page", "slide", or "section" (blocks of formats without pages).
    /// </summary>
    public string PageKind { get; init; } = "page";
}
