namespace DocumentEngine.Encodings;

/// <summary>What bytes are as a text.</summary>
/// <param name="Text">The text; null where the bytes are binary, or where their encoding cannot be determined.</param>
/// <param name="Encoding">The encoding's name, such as "euc-kr"; null without a text.</param>
internal sealed record TextReading(string? Text, string? Encoding)
{
    /// <summary>Binary data, no text in any encoding.</summary>
    public static TextReading Binary { get; } = new(null, null);

    /// <summary>
    /// How many bytes, or runs of them, are no characters of the encoding: U+FFFD stands in their place.
    /// </summary>
    public int Damaged { get; init; }

    /// <summary>True where the encoding is a guess by evidence: neither declared nor Unicode.</summary>
    public bool IsGuessed { get; init; }

    /// <summary>
    /// The possible encodings, best first, where the bytes are a text but no evidence selects one of them.
    /// </summary>
    public IReadOnlyList<string>? Candidates { get; init; }
}
