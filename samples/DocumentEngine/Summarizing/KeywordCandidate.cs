namespace DocumentEngine.Summarizing;

/// <summary>A word that may become a keyword.</summary>
/// <param name="Text">The word as the document mostly writes it.</param>
/// <param name="Count">How often it stands there.</param>
/// <param name="Score">Its worth among candidates of the same language.</param>
internal sealed record KeywordCandidate(string Text, int Count, double Score);
