using DocumentEngine.Analyzing;
using DocumentEngine.Documents;

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
}
