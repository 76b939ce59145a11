namespace DocumentEngine.Text;

/// <summary>One text for the reader, in both languages of the product.</summary>
/// <param name="En">The English text.</param>
/// <param name="Zh">The Chinese text.</param>
public sealed record LocalizedText(string En, string Zh)
{
    /// <summary>
    /// The code of the message in the catalogue; null for a text that is no message (words of a document).
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The values of the message by name; null where it has none.</summary>
    public IReadOnlyDictionary<string, string>? Args { get; init; }

    /// <summary>
    /// The text in the reader's language: Chinese where <paramref name="language"/> begins with "zh", English
    /// otherwise.
    /// </summary>
    public string In(string? language) =>
        language is not null && language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
