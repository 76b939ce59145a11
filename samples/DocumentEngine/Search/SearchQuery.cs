using DocumentEngine.Text;

namespace DocumentEngine.Search;

/// <summary>
/// A person's query, understood. All of its parts must be met: <see cref="Match"/> (where not null) by the index text,
/// every one of <see cref="LikePatterns"/> by the original text (<c>text LIKE @pattern ESCAPE '\'</c>).
/// </summary>
public sealed class SearchQuery
{
    /// <summary>Characters of a query that are read.</summary>
    public const int MaxLength = 256;

    /// <summary>Different words of a query that are searched for.</summary>
    public const int MaxTerms = 16;

    private const int MaxLooseTerms = 32;

    private SearchQuery(IReadOnlyList<SearchTerm> terms, bool isLoose = false, IReadOnlyList<string>? leftOut = null)
    {
        (Terms, IsLoose, LeftOut) = (terms, isLoose, leftOut ?? []);
        var phrases = terms.Where(term => !term.NeedsLike).Select(term => term.Phrase).ToList();
        Match = phrases.Count > 0 ? string.Join(isLoose ? " OR " : " AND ", phrases) : null;
        TsQuery =
            phrases.Count > 0
                ? string.Join(
                    isLoose ? " | " : " & ",
                    terms.Where(term => !term.NeedsLike).Select(term => term.TsPhrase))
                : null;
        LikePatterns = terms.Where(term => term.NeedsLike).Select(term => $"%{term.Text}%").ToList();
    }

    /// <summary>
    /// The FTS5 MATCH expression for the index text, safe to bind whatever was typed; null where there is none.
    /// </summary>
    public string? Match { get; }

    /// <summary>The same for PostgreSQL, as the text of a <c>tsquery</c>.</summary>
    public string? TsQuery { get; }

    /// <summary>LIKE patterns for CJK words of one character, which bigrams cannot find; usually empty.</summary>
    public IReadOnlyList<string> LikePatterns { get; }

    /// <summary>True where any of its words is enough.</summary>
    public bool IsLoose { get; }

    /// <summary>True where nothing that can be searched for was typed: answer no hits.</summary>
    public bool IsEmpty => Terms.Count == 0;

    /// <summary>Words beyond <see cref="MaxTerms"/>, as they are read: nothing is searched for by them.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>
    /// Queries that a page must meet each, in any of its chunks: one for each word, or itself where any word is enough.
    /// </summary>
    public IReadOnlyList<SearchQuery> OfAPage =>
        IsLoose || Terms.Count < 2 ? [this] : [.. Terms.Select(static term => new SearchQuery([term]))];

    internal IReadOnlyList<SearchTerm> Terms { get; }

    /// <summary>
    /// The same query where any of its words is enough, for a question that no text holds as a whole: without the words
    /// that only ask, runs of CJK characters as their pairs. Null where that would be the same query.
    /// </summary>
    public SearchQuery? Loosened()
    {
        var terms = Terms
            .SelectMany(static term =>
                term.IsCjk && !term.NeedsLike
                    ? SearchTokenizer.Tokens(term.Text).Select(static pair => new SearchTerm(pair, true))
                    : [term])
            .Where(static term => !term.NeedsLike && !QuestionWords.Contains(term.Text))
            .Distinct()
            .Take(MaxLooseTerms)
            .ToList();
        return terms.Count == 0 || terms.SequenceEqual(Terms) && terms.Count == 1
            ? null
            : new(terms, isLoose: true, LeftOut);
    }

    /// <summary>Understands what was typed (its first 256 characters and 16 words); never throws.</summary>
    public static SearchQuery Parse(string? text)
    {
        var clean = TextCleaner
            .Clean(text is { Length: > MaxLength } ? text[..MaxLength] : text ?? "")
            .Replace('\n', ' ');
        var terms = TextRuns
            .Of(clean)
            .Select(run => (run.IsCjk, Text: clean[run.Start..run.End]))
            .Select(run => new SearchTerm(run.IsCjk ? run.Text : WordForm.Of(run.Text), run.IsCjk))
            .Where(term => term.Text.Length > 0)
            .Distinct()
            .ToList();
        return new(
            terms.Take(MaxTerms).ToList(), leftOut: terms.Skip(MaxTerms).Select(static term => term.Text).ToList());
    }
}
