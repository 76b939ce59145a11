namespace DocumentEngine.Text;

/// <summary>One text for the reader, in both languages of the product.</summary>
/// <param name="En">The English text.</param>
/// <param name="Zh">The Chinese text.</param>
public sealed record LocalizedText(string En, string Zh)
{
    /// <summary>The text in the reader's language: Chinese where <paramref name="language"/> begins with "zh", English otherwise.</summary>
    public string In(string? language) =>
        language is not null && language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
