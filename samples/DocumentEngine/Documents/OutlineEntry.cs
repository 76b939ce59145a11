namespace DocumentEngine.Documents;

/// <summary>
/// A heading that the document itself declares: a PDF's bookmark, or a heading of Markdown, HTML or Word.
/// </summary>
/// <param name="Level">1 for the highest.</param>
/// <param name="Title">The heading, never empty.</param>
/// <param name="Page">The page it stands on, from 1.</param>
public sealed record OutlineEntry(int Level, string Title, int Page);
