namespace DocumentEngine.Documents;

/// <summary>One page's cleaned text. Documents without pages are cut into sections of about 3,000 characters.</summary>
/// <param name="Number">The page's number, from 1, without gaps.</param>
/// <param name="Text">The cleaned text (NFKC, no control characters but tab and newline); empty for a page without
/// text.</param>
public sealed record ParsedPage(int Number, string Text)
{
    /// <summary>True where the page is damaged and could not be read; <see cref="Text"/> is then empty.</summary>
    public bool Unreadable { get; init; }

    /// <summary>
    /// True where a picture or a drawing covers most of the page and there is little text: most likely a scan with a
    /// stamp.
    /// </summary>
    public bool IsMostlyPicture { get; init; }

    /// <summary>
    /// True where a font does not define its characters, so that the character codes were used as text.
    /// </summary>
    public bool IsGuessed { get; init; }

    /// <summary>
    /// How many pieces of text are on the page that could not be read, because their font is missing or damaged.
    /// </summary>
    public int LostPieces { get; init; }
}
