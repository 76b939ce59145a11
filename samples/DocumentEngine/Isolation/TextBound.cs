using DocumentEngine.Documents;

namespace DocumentEngine.Isolation;

/// <summary>
/// How much text a document may have, over all of its pages: a small file may draw the same words a million times.
/// </summary>
internal sealed class TextBound
{
    private long _characters;

    /// <summary>The page, where it may still be given.</summary>
    /// <exception cref="DocumentException"><c>too_large</c>.</exception>
    public ParsedPage Checked(ParsedPage page)
    {
        _characters += page.Text.Length;
        return page.Text.Length <= DocumentLimits.MaxPageCharacters && _characters <= DocumentLimits.MaxCharacters
            ? page
            : throw DocumentErrors.TooMuchText();
    }
}
