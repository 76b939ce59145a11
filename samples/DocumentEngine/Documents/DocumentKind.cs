namespace DocumentEngine.Documents;

/// <summary>What a file is by its content; its name is never asked.</summary>
public enum DocumentKind
{
    /// <summary>Portable Document Format.</summary>
    Pdf,

    /// <summary>Markdown text.</summary>
    Markdown,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>HTML or XHTML.</summary>
    Html,

    /// <summary>Word document (Office Open XML).</summary>
    Docx,

    /// <summary>PowerPoint presentation (Office Open XML).</summary>
    Pptx,

    /// <summary>Excel workbook (Office Open XML).</summary>
    Xlsx,

    /// <summary>EPUB book.</summary>
    Epub,

    /// <summary>A table of separated values.</summary>
    Csv,
}
