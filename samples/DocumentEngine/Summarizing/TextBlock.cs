namespace DocumentEngine.Summarizing;

/// <summary>A heading or a paragraph of a document, its lines put together.</summary>
/// <param name="Text">The text, on one line.</param>
/// <param name="Page">The page it starts on.</param>
/// <param name="HeadingLevel">0 for a paragraph; 1 for a chapter and so on; <see cref="UnknownLevel"/> for a heading
/// without a number.</param>
internal sealed record TextBlock(string Text, int Page, int HeadingLevel)
{
    /// <summary>The level of a heading that does not show its level.</summary>
    public const int UnknownLevel = 9;

    public bool IsHeading => HeadingLevel > 0;

    /// <summary>True for a heading with a line of marks under it: there is no doubt about it.</summary>
    public bool IsUnderlined { get; init; }

    /// <summary>True where the page before ended inside a sentence: the first sentence here is its rest.</summary>
    public bool StartsInsideSentence { get; init; }
}
