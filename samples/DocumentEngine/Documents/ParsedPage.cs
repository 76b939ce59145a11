namespace DocumentEngine.Documents;

/// <summary>One page's cleaned text. Formats without pages are cut into blocks of about 3,000 characters.</summary>
/// <param name="Number">The page's number, from 1, without gaps.</param>
/// <param name="Text">The cleaned text (NFKC, no control characters but tab and newline); empty for a page without text.</param>
public sealed record ParsedPage(int Number, string Text)
{
    /// <summary>True where the page is damaged and could not be read; <see cref="Text"/> is then empty.</summary>
    public bool Unreadable { get; init; }
}
