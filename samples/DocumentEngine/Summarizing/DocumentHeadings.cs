using DocumentEngine.Text;

namespace DocumentEngine.Summarizing;

/// <summary>
/// The headings of a document that declares none, for its summary and for its analysis: those that show their level,
/// and, where these are few, those that have text below them.
/// </summary>
internal static class DocumentHeadings
{
    /// <summary>So many headings of known levels need no others.</summary>
    public const int Enough = 5;

    /// <summary>The headings in order, each with a level that can be shown.</summary>
    public static List<TextBlock> Of(IReadOnlyList<TextBlock> blocks)
    {
        var all = blocks
            .Where((block, i) => block.IsHeading && !LinePattern.IsContentsTitle(block.Text)
                && (block.HeadingLevel < TextBlock.UnknownLevel || HasText(blocks, i)))
            .ToList();
        var known = all.Where(static block => block.HeadingLevel < TextBlock.UnknownLevel).ToList();
        if (known.Count >= Enough)
            return known;
        // Those without a level stand below those that show one.
        var below = known.Count == 0 ? 1 : known.Max(static block => block.HeadingLevel) + 1;
        return all.ConvertAll(block =>
            block.HeadingLevel < TextBlock.UnknownLevel ? block : block with { HeadingLevel = below });
    }

    /// <summary>Whether there is text, or a lower heading, below the heading.</summary>
    public static bool HasText(IReadOnlyList<TextBlock> blocks, int heading) =>
        heading + 1 < blocks.Count
        && (
            blocks[heading + 1].IsHeading
                ? blocks[heading + 1].HeadingLevel > blocks[heading].HeadingLevel
                : blocks[heading + 1].Text.Length > 20);
}
