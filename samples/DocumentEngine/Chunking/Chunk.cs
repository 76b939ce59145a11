namespace DocumentEngine.Chunking;

/// <summary>A piece of a page, the unit of the index.</summary>
/// <param name="Ordinal">Its number in the document, from 0, without gaps.</param>
/// <param name="Page">The page it lies on; a chunk never crosses pages.</param>
/// <param name="Offset">Where it starts in the page's text, in UTF-16 units.</param>
/// <param name="Text">Exactly the page's text from there on.</param>
public sealed record Chunk(int Ordinal, int Page, int Offset, string Text)
{
    /// <summary>
    /// The heading, slide, sheet or chapter that it stands under; null where the document declares none before it.
    /// </summary>
    public string? Section { get; init; }
}
