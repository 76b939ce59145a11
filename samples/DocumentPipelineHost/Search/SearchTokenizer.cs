namespace DocumentPipelineHost.Search;

/// <summary>Turns text into what the full-text index keeps: CJK bigrams and lower-cased words, separated by blanks.</summary>
public static class SearchTokenizer
{
    /// <summary>The index text of a chunk: store it in the FTS5 column (tokenize 'unicode61').</summary>
    public static string IndexText(string text) => throw new NotImplementedException();
}
