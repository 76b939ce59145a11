namespace DocumentEngine.Summarizing;

/// <summary>A sentence that may stand in the summary.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="Page">Its page.</param>
/// <param name="Ordinal">Its number among the document's sentences.</param>
/// <param name="Section">The number of the heading it stands under.</param>
/// <param name="Words">Its content words.</param>
/// <param name="Prior">How much it is worth by its place and its form alone, 1 for an ordinary sentence.</param>
internal sealed record Passage(
    string Text, int Page, int Ordinal, int Section, IReadOnlyList<string> Words, double Prior);
