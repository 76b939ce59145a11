namespace DocumentEngine.Search;

/// <summary>What the index found, on its way into the reader's order.</summary>
/// <typeparam name="T">What it is to the caller.</typeparam>
/// <param name="Item">The caller's own.</param>
/// <param name="Document">The document that it is of.</param>
/// <param name="Text">Its text.</param>
/// <param name="Headings">The titles above it.</param>
/// <param name="Score">The index's own score, the greater the better.</param>
public sealed record HitCandidate<T>(T Item, string Document, string Text, string Headings, double Score);
