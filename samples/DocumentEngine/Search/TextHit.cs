namespace DocumentEngine.Search;

/// <summary>A place that a query hits.</summary>
/// <param name="Start">Its first unit.</param>
/// <param name="End">The unit after its last.</param>
/// <param name="Last">The term that its end hits.</param>
/// <param name="Words">How many words of the query stand together here.</param>
internal readonly record struct TextHit(int Start, int End, SearchTerm Last, int Words = 1);
