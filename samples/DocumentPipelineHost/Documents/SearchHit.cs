using DocumentEngine.Search;

namespace DocumentPipelineHost.Documents;

/// <summary>A chunk that was found.</summary>
/// <param name="DocumentId">Its document.</param>
/// <param name="Filename">The document's name.</param>
/// <param name="Page">The page it is on.</param>
/// <param name="Score">The greater, the better (bm25).</param>
/// <param name="Snippet">The text around the first hit.</param>
public sealed record SearchHit(string DocumentId, string Filename, int Page, double Score, IReadOnlyList<SnippetPart> Snippet);
