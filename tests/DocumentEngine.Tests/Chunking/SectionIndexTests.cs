using DocumentEngine.Chunking;
using DocumentEngine.Documents;
using DocumentEngine.Tests.Hostile;

namespace DocumentEngine.Tests.Chunking;

public sealed class SectionIndexTests
{
    private static readonly SectionIndex Index = new([new(1, "First", 1), new(1, "Second", 1), new(1, "Third", 3)]);

    /// <summary>Of a cut page: what is not in the part that was read stands further down, not at the top.</summary>
    [Theory]
    [InlineData(false, "Second")]
    [InlineData(true, "First")]
    public void On_HeadingThatIsNotInTheText_StandsAtTheTopOrBelowTheCut(bool isCut, string section) =>
        Assert.Equal(section, Index.On(new ParsedPage(1, "First\nsome text"), isCut).At(8));

    [Fact]
    public void On_PageWithHeadings_KnowsEachPlace()
    {
        var index = new SectionIndex([new(1, "Before", 1), new(1, "One", 2), new(2, "Two", 2), new(1, "After", 3)]);
        var sections = index.On(new ParsedPage(2, "rest\none\nwords\ntwo\nwords"));

        Assert.Equal(
            ["Before", "Before", "One", "One", "Two", "Two"],
            ((int[])[0, 4, 5, 14, 15, 100]).Select(sections.At));
        Assert.Equal("After", index.On(new ParsedPage(3, "")).At(0));
        Assert.Equal("After", index.On(new ParsedPage(9, "any")).At(2));
        Assert.Null(new SectionIndex([]).On(new ParsedPage(1, "any")).At(2));
    }

    [Fact]
    public void HasHeadingOn_PageWithout_IsFalse() =>
        Assert.Equal([true, false, true, false], Enumerable.Range(1, 4).Select(Index.HasHeadingOn));

    /// <summary>
    /// One page, as of a workbook, with thousands of headings and of chunks: each heading is looked for once.
    /// </summary>
    [Theory]
    [InlineData("Heading #", "Heading #\n")]
    [InlineData("Absent #", "Heading #\n")]
    public void Split_LargePageWithManyHeadings_IsLinear(string title, string line)
    {
        TimeSpan Taken(int headings)
        {
            var words = string.Concat(Enumerable.Repeat("Words of a line that says little. ", 5));
            var text = string.Concat(Enumerable.Range(0, headings).Select(i => Numbered(line, i) + words));
            var index = new SectionIndex([
                .. Enumerable.Range(0, headings).Select(i => new OutlineEntry(1, Numbered(title, i), 1)),
            ]);
            return ThreadTimes.Of(() =>
                Assert.True(Chunker.Split([new ParsedPage(1, text)], 0, index).Count() > headings / 8));
        }

        _ = Taken(100);
        var (one, eight) = (Taken(600), Taken(4_800));

        Assert.True(
            eight < (one * 24) + TimeSpan.FromMilliseconds(300), $"{one}, and {eight} for eight times as much.");
    }

    private static string Numbered(string text, int number) =>
        text.Replace("#", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
