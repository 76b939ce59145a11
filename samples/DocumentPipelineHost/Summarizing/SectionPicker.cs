using DocumentPipelineHost.Parsing;

namespace DocumentPipelineHost.Summarizing;

/// <summary>Picks the headings that show a reader the document's parts: of the highest level that has several.</summary>
internal static class SectionPicker
{
    private const int Most = 15;
    private const int Enough = 4;

    public static List<KeySection> Pick(IReadOnlyList<TextBlock> blocks, IReadOnlyList<OutlineEntry> outline)
    {
        var headings = outline.Count > 0 ? outline.ToList() : Headings(blocks);
        headings = headings.Where(heading => !LinePattern.IsContentsTitle(heading.Title)).DistinctBy(heading => heading.Title).ToList();
        for (var level = 1; level < TextBlock.UnknownLevel; level++)
        {
            if (headings.Count(heading => heading.Level <= level) >= Enough)
                return Take(headings.Where(heading => heading.Level <= level).ToList());
        }

        return Take(headings);
    }

    // Of too many, evenly: the first fifteen of two hundred would show its first chapter only.
    private static List<KeySection> Take(List<OutlineEntry> headings)
    {
        var step = Math.Max(1, (double)headings.Count / Most);
        return Enumerable.Range(0, Math.Min(Most, headings.Count))
            .Select(i => headings[(int)(i * step)])
            .Select(heading => new KeySection(heading.Title, heading.Page))
            .ToList();
    }

    private static List<OutlineEntry> Headings(IReadOnlyList<TextBlock> blocks) => blocks
        .Where((block, i) => block.IsHeading && HasText(blocks, i))
        .Select(block => new OutlineEntry(block.HeadingLevel, block.Text, block.Page))
        .ToList();

    private static bool HasText(IReadOnlyList<TextBlock> blocks, int heading) =>
        heading + 1 < blocks.Count && (blocks[heading + 1].IsHeading ? blocks[heading + 1].HeadingLevel > blocks[heading].HeadingLevel : blocks[heading + 1].Text.Length > 20);
}
