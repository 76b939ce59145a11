namespace DocumentEngine.Analyzing;

/// <summary>Something that the text names, how often, and the pages (at most ten).</summary>
public sealed record Entity(EntityKind Kind, string Text, int Count, IReadOnlyList<int> Pages);
