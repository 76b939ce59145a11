namespace DocumentPipelineHost.Search;

/// <summary>
/// A person's query, understood. All of its parts must be met: <see cref="Match"/> (where not null) by the index text,
/// every one of <see cref="LikePatterns"/> by the original text (<c>text LIKE @pattern ESCAPE '\'</c>).
/// </summary>
public sealed class SearchQuery
{
    private SearchQuery(string? match, IReadOnlyList<string> likePatterns)
    {
        Match = match;
        LikePatterns = likePatterns;
    }

    /// <summary>The FTS5 MATCH expression for the index text, safe to bind whatever was typed; null where there is none.</summary>
    public string? Match { get; }

    /// <summary>LIKE patterns for CJK words of one character, which bigrams cannot find; usually empty.</summary>
    public IReadOnlyList<string> LikePatterns { get; }

    /// <summary>True where nothing that can be searched for was typed: answer no hits.</summary>
    public bool IsEmpty => Match is null && LikePatterns.Count == 0;

    /// <summary>Understands what was typed; never throws.</summary>
    public static SearchQuery Parse(string? text) => new(null, []);
}
