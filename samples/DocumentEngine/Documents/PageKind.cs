namespace DocumentEngine.Documents;

/// <summary>What the pages of a document are to its reader.</summary>
public enum PageKind
{
    /// <summary>Pages whose numbers are those that the document's own program shows.</summary>
    Page,

    /// <summary>The slides of a presentation.</summary>
    Slide,

    /// <summary>Sections that the reader cut: the format has no pages, or does not mark where they begin.</summary>
    Section,
}
