namespace DocumentPipelineHost.Endpoints;

/// <summary>Where a query's hits are in one document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Pages">The numbers of the pages with hits, from 1, ascending, each once; at most 10,000.</param>
public sealed record HitPagesAnswer(string DocumentId, IReadOnlyList<int> Pages);
