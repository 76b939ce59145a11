namespace DocumentEngine.Documents;

/// <summary>The codes of <see cref="DocumentWarning"/>.</summary>
public static class DocumentWarningCodes
{
    /// <summary>Pages without text: pictures, or blank.</summary>
    public const string PagesWithoutText = "pages_without_text";

    /// <summary>Pages, or parts of an archive, that are damaged.</summary>
    public const string Damaged = "damaged";

    /// <summary>Characters that could not be read; U+FFFD stands in their place.</summary>
    public const string UnreadableCharacters = "unreadable_characters";

    /// <summary>The encoding is neither declared nor Unicode: it was told by evidence.</summary>
    public const string EncodingGuessed = "encoding_guessed";

    /// <summary>Something is left out on purpose: the message says what.</summary>
    public const string LeftOut = "left_out";
}
