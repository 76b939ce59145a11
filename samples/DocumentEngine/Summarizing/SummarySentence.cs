namespace DocumentEngine.Summarizing;

/// <summary>A sentence of the summary with its source.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Page">The page it was taken from.</param>
public sealed record SummarySentence(string Text, int Page);
