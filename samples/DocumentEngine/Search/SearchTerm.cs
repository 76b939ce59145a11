namespace DocumentEngine.Search;

/// <summary>One word of a query.</summary>
/// <param name="Text">A CJK word as typed, or a word in its compared form.</param>
/// <param name="IsCjk">Whether it is CJK.</param>
internal sealed record SearchTerm(string Text, bool IsCjk)
{
    // Words are inflected by their ends ("document" finds "documents"); shorter ones would find too much.
    private const int PrefixFrom = 3;

    /// <summary>A single CJK character: bigrams cannot find it.</summary>
    public bool NeedsLike => IsCjk && new System.Globalization.StringInfo(Text).LengthInTextElements == 1;

    /// <summary>Whether longer words that begin with it are hits too.</summary>
    public bool IsPrefix => !IsCjk && Text.Length >= PrefixFrom;

    /// <summary>
    /// The term as an FTS5 phrase. Tokens are letters and digits only, so nothing in the quotes can end them.
    /// </summary>
    public string Phrase => $"\"{string.Join(' ', SearchTokenizer.Tokens(Text))}\"{(IsPrefix ? "*" : "")}";

    /// <summary>The term as a phrase of a <c>tsquery</c>.</summary>
    public string TsPhrase =>
        $"({string.Join(" <-> ", SearchTokenizer.Tokens(Text).Select(static token => $"'{token}'"))}{(IsPrefix ? ":*" : "")})";

    /// <summary>Whether a word of a text, in its compared form, is a hit.</summary>
    public bool IsHit(string word) => IsPrefix ? word.StartsWith(Text, StringComparison.Ordinal) : word == Text;
}
