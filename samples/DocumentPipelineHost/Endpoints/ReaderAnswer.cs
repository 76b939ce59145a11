using DocumentEngine.Search;

namespace DocumentPipelineHost.Endpoints;

/// <summary>The text of one page of a document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="Pages">How many pages are kept.</param>
/// <param name="PageKind">What a page is: "page", "slide", or "section" (blocks of formats without pages).</param>
/// <param name="Unreadable">True where the page could not be read; its text may be missing.</param>
/// <param name="Parts">The page's text, in order; hits of the query are parts of their own.</param>
public sealed record ReaderAnswer(
    string DocumentId, int Page, int Pages, string PageKind, bool Unreadable, IReadOnlyList<SnippetPart> Parts);
