namespace DocumentEngine.Documents;

/// <summary>
/// An opened document, read lazily one page at a time, so that progress is real and a resume can start later.
/// </summary>
public interface IParsedDocument : IDisposable
{
    /// <summary>What the content is.</summary>
    DocumentKind Kind { get; }

    /// <summary>What its pages are.</summary>
    PageKind PageKind { get; }

    /// <summary>How many pages <see cref="ReadPages"/> gives from page 1; at least 1.</summary>
    int PageCount { get; }

    /// <summary>The title that the document itself states, or null.</summary>
    string? Title { get; }

    /// <summary>The headings that the document itself declares, in order; empty where it declares none.</summary>
    IReadOnlyList<OutlineEntry> Outline { get; }

    /// <summary>
    /// What its text does not contain, or not for certain, as far as this is known after opening. The same each time.
    /// </summary>
    IReadOnlyList<DocumentWarning> Warnings { get; }

    /// <summary>
    /// Reads the pages from <paramref name="fromPage"/> (from 1) to the last, in order. A damaged page is given as
    /// <see cref="ParsedPage.Unreadable"/> and does not end the reading. The same file gives the same pages each time.
    /// </summary>
    IEnumerable<ParsedPage> ReadPages(int fromPage = 1);
}
