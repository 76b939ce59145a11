using DocumentEngine.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Summarizing;

/// <summary>
/// Picks the headings that show a reader the document's parts: of the highest level that has several.
/// </summary>
internal static class SectionPicker
{
    private const int Most = 15;
    private const int MostPoints = 3;
    private const int LongDocument = 10;

    public static List<KeySection> Pick(IReadOnlyList<TextBlock> blocks, IReadOnlyList<OutlineEntry> outline)
    {
        var headings = outline.Count > 0 ? outline.ToList() : Headings(blocks);
        headings = headings
            .Where(heading => !LinePattern.IsContentsTitle(heading.Title))
            .DistinctBy(heading => heading.Title)
            .ToList();
        headings = WithoutTitle(headings, blocks.Count > 0 ? blocks[^1].Page : 1);
        for (var level = 1; level < TextBlock.UnknownLevel; level++)
        {
            if (headings.Count(heading => heading.Level <= level) >= DocumentHeadings.Enough)
                return Take(headings.Where(heading => heading.Level <= level).ToList());
        }

        return Take(headings);
    }

    // Of too many headings, takes those that name the document's subject, and then the others evenly: the first fifteen
    // of two hundred would show only its first chapter.
    private static List<KeySection> Take(List<OutlineEntry> headings)
    {
        var points = headings.Where(heading => SectionTheme.Worth(heading.Title) > 1).Take(MostPoints).ToHashSet();
        var others = headings.Where(heading => !points.Contains(heading)).ToList();
        var count = Math.Min(Most - points.Count, others.Count);
        points.UnionWith(Enumerable.Range(0, count).Select(i => others[(int)((long)i * others.Count / count)]));
        return headings.Where(points.Contains).Select(heading => new KeySection(heading.Title, heading.Page)).ToList();
    }

    // The document's title over everything else is no section of it; nor are the lines of a cover page.
    private static List<OutlineEntry> WithoutTitle(List<OutlineEntry> headings, int lastPage)
    {
        if (
            headings.Count > 1
            && headings[0].Level < TextBlock.UnknownLevel
            && headings.Count(heading => heading.Level <= headings[0].Level) == 1)
            return headings.Skip(1).ToList();
        return lastPage < LongDocument
            ? headings
            : headings.Where(heading => heading.Page > 1 || heading.Level < TextBlock.UnknownLevel).ToList();
    }

    private static List<OutlineEntry> Headings(IReadOnlyList<TextBlock> blocks) => blocks
        .Where((block, i) => block.IsHeading && DocumentHeadings.HasText(blocks, i))
        .Select(block => new OutlineEntry(block.HeadingLevel, block.Text, block.Page))
        .ToList();
}
