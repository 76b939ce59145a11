namespace DocumentPipelineHost.Documents;

/// <summary>What was found, best first; the total counts what did not fit too.</summary>
public sealed record SearchAnswer(string Query, int Total, IReadOnlyList<SearchHit> Hits)
{
    /// <summary>True where no chunk has all of the words: these have some of them.</summary>
    public bool AnyWord { get; init; }

    /// <summary>Words of the query that were not searched for, since it has too many; null where there are
    /// none.</summary>
    public IReadOnlyList<string>? IgnoredWords { get; init; }
}
