namespace DocumentPipelineHost.Search;

/// <summary>Makes the lines under a search hit.</summary>
public static class SnippetMaker
{
    /// <summary>About <paramref name="length"/> characters of the chunk's original text around the first hit, hits marked.</summary>
    public static IReadOnlyList<SnippetPart> Make(string text, SearchQuery query, int length = 160) => throw new NotImplementedException();
}
