using DocumentEngine.Analyzing;
using DocumentEngine.Documents;
using DocumentEngine.Summarizing;

namespace DocumentEngine.Tests.Analyzing;

public sealed class AnalyzerTests
{
    [Fact]
    public void Headings_OfAPlainText_AreThoseThatCountOnThroughIt()
    {
        var analyzer = new Analyzer([]);
        analyzer.Add(
            new ParsedPage(
                1,
                """
                1 The first year
                The work began in spring.
                1.1 What was planted
                12 March 2024
                3 cups of seed a bed
                """));
        analyzer.Add(
            new ParsedPage(
                2,
                """
                1.2 What was harvested
                40 Kilograms of beans and more
                2 The second year
                """));

        var headings = analyzer.Finish(1).Structure;

        Assert.Equal(
            [
                new Heading("1 The first year", 1, 1), new("1.1 What was planted", 2, 1),
                new("1.2 What was harvested", 2, 2), new("2 The second year", 1, 2),
            ],
            headings);
    }

    [Fact]
    public void Headings_OfARunningTitle_AreSaidOnce()
    {
        var analyzer = new Analyzer([]);
        foreach (var number in (int[])[1, 2, 3])
            analyzer.Add(new ParsedPage(number, $"第一章 花园\n第 {number} 页的内容很多。"));

        Assert.Equal([new Heading("第一章 花园", 1, 1)], analyzer.Finish(1).Structure);
    }

    /// <summary>A text that declares no headings: those that the summary shows are in the outline.</summary>
    [Theory]
    [InlineData("Where the water comes from", "The sluice in winter", "What the millers say")]
    [InlineData("水从哪里来", "冬天的水闸", "磨坊主的说法")]
    [InlineData("1 Water", "2 The sluice in winter", "3 What the millers say")]
    [InlineData("Chapter 1 Water", "Chapter 2 The sluice", "Chapter 3 The millers")]
    [InlineData("Introduction", "1 The sluice in winter", "2 What the millers say")]
    public void Headings_OfTheSummary_AreThoseOfTheAnalysis(string first, string second, string third)
    {
        (string Title, string Text)[] parts =
        [
            (first, "The water of the valley comes from three springs that never freeze in the coldest of winters."),
            (second, "Ice stops the gate for weeks, and then the helpers break it by hand before the sun is up."),
            (third, "Most of them would build the wheel of oak again, although it takes a year to dry the wood."),
        ];
        var pages = parts
            .Select(static (part, i) => new ParsedPage(i + 1, $"{part.Title}\n\n{part.Text}"))
            .ToList();
        var analyzer = new Analyzer([]);
        pages.ForEach(analyzer.Add);

        var structure = analyzer.Finish(1).Structure.Select(static heading => (heading.Title, heading.Page)).ToList();

        Assert.Equal([(first, 1), (second, 2), (third, 3)], structure);
        Assert.All(
            Summarizer.Summarize(pages, static (_, _) => { }, TestContext.Current.CancellationToken).KeySections,
            section => Assert.Contains((section.Title, section.Page), structure));
    }
}
