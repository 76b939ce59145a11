namespace DocumentEngine.Analyzing;

/// <summary>What the deep analysis found, all of it by rules over the text.</summary>
/// <param name="Structure">The headings, in their order.</param>
/// <param name="Entities">What the text names, by kind, the most frequent first.</param>
/// <param name="CrossReferences">Where the text points to another part of itself.</param>
/// <param name="ReadingMinutes">Minutes to read it.</param>
/// <param name="Characters">Characters without blanks.</param>
/// <param name="Words">English words and Chinese characters.</param>
public sealed record AnalysisResult(
    IReadOnlyList<Heading> Structure,
    IReadOnlyList<Entity> Entities,
    IReadOnlyList<CrossReference> CrossReferences,
    int ReadingMinutes,
    int Characters,
    int Words);
