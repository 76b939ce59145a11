namespace DocumentEngine.Documents;

/// <summary>The limits that every format shares.</summary>
public static class DocumentLimits
{
    /// <summary>The most pages a document may have.</summary>
    public const int MaxPages = 10_000;

    /// <summary>The most characters of text on one page.</summary>
    public const int MaxPageCharacters = 1_000_000;

    /// <summary>The most characters of text in a document: <see cref="MaxPages"/> blocks of 3,000 and some.</summary>
    public const int MaxCharacters = 36_000_000;
}
