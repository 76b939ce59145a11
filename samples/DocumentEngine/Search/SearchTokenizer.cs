using System.Globalization;
using System.Text;
using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>
/// Turns text into what the full-text index keeps. Promises: the same text gives the same tokens in index and query, on
/// FTS5 (unicode61) and on PostgreSQL ('simple') alike; a word of two Chinese characters is found wherever it stands,
/// also across a line's end.
/// </summary>
public static class SearchTokenizer
{
    /// <summary>
    /// The index text of a chunk: lower-cased words, and for "全文检索" its bigrams "全文 文检 检索" (a character that stands
    /// alone is itself), separated by blanks. Store it in the FTS5 column (tokenize = 'unicode61').
    /// </summary>
    public static string IndexText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var index = new StringBuilder(text.Length * 2);
        foreach (var token in Tokens(text))
            (index.Length > 0 ? index.Append(' ') : index).Append(token);
        return index.ToString();
    }

    /// <summary>
    /// The same as the text of a <c>tsvector</c>, each token with its place: PostgreSQL's own parser would cut them
    /// once more, by other rules.
    /// </summary>
    public static string IndexVector(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var vector = new StringBuilder(text.Length * 3);
        var place = 0;
        foreach (var token in Tokens(text))
            vector.Append(CultureInfo.InvariantCulture, $"'{token}':{++place} ");
        return vector.ToString();
    }

    /// <summary>The tokens of a text, in order.</summary>
    public static IEnumerable<string> Tokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var run in TextRuns.Of(text))
        {
            if (run.IsCjk)
            {
                foreach (var bigram in Bigrams(text, TextRuns.Characters(text, run)))
                    yield return bigram;
            }
            else if (WordForm.Of(text.AsSpan(run.Start, run.End - run.Start)) is { Length: > 0 } word)
            {
                yield return word;
            }
        }
    }

    private static IEnumerable<string> Bigrams(string text, List<(int Start, int Length)> characters)
    {
        if (characters.Count == 1)
            yield return text.Substring(characters[0].Start, characters[0].Length);
        for (var i = 1; i < characters.Count; i++)
        {
            var (left, right) = (characters[i - 1], characters[i]);
            yield return string.Concat(text.AsSpan(left.Start, left.Length), text.AsSpan(right.Start, right.Length));
        }
    }
}
