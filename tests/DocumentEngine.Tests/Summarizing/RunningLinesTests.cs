using DocumentEngine.Documents;
using DocumentEngine.Summarizing;
using DocumentEngine.Text;

namespace DocumentEngine.Tests.Summarizing;

public sealed class RunningLinesTests
{
    /// <summary>
    /// A row of a table has as many keys as numbers, each as long as the row: no header is that long.
    /// </summary>
    [Fact]
    public void Keys_OfALineOfManyNumbers_AreNone()
    {
        var row = string.Join(',', Enumerable.Range(1, 200).Select(static n => $"{n}.5"));

        Assert.Empty(LinePattern.RunningKeys(row, 1));
        Assert.Single(LinePattern.RunningKeys("Guide · 12", 14));
    }

    /// <summary>Nor are such rows taken for headers and left out.</summary>
    [Fact]
    public void Without_PagesOfRowsOfNumbers_LosesNone()
    {
        var row = string.Join(',', Enumerable.Repeat("0.123456", 200));
        ParsedPage[] pages = [.. Enumerable.Range(1, 10).Select(number => new ParsedPage(number, row))];

        Assert.All(pages, page => Assert.Equal([row], new RunningLines(pages).Without(page)));
    }
}
