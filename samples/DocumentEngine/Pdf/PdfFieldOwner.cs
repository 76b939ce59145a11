namespace DocumentEngine.Pdf;

/// <summary>A field with a name, which all of its widgets share.</summary>
internal sealed class PdfFieldOwner
{
    /// <summary>Whether it only holds other fields.</summary>
    public bool HasFieldsBelow { get; set; }

    /// <summary>Whether one of its widgets stands on a page.</summary>
    public bool IsOnAPage { get; set; }
}
