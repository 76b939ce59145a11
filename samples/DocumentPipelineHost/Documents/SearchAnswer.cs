namespace DocumentPipelineHost.Documents;

/// <summary>What was found, best first; the total counts what did not fit too.</summary>
public sealed record SearchAnswer(string Query, int Total, IReadOnlyList<SearchHit> Hits)
{
    /// <summary>True where no chunk has all of the words: these have some of them.</summary>
    public bool AnyWord { get; init; }
}
