namespace DocumentEngine.Summarizing;

/// <summary>A word or short phrase that the document is about.</summary>
/// <param name="Text">The word as the document writes it.</param>
/// <param name="Weight">Its weight, 0 to 1; the first has 1.</param>
public sealed record Keyword(string Text, double Weight);
