namespace DocumentEngine.Search;

/// <summary>A piece of a snippet.</summary>
/// <param name="Text">The text, never empty.</param>
/// <param name="Hit">True where it is what was searched for.</param>
public sealed record SnippetPart(string Text, bool Hit);
