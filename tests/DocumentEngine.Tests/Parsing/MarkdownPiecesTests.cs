using System.Text;
using DocumentEngine.Markup;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Long Markdown reads as it would in one piece.</summary>
public sealed class MarkdownPiecesTests
{
    private static readonly string Section =
        "## Part\n\nSome **bold** words and a [link][home] in them.\n\n- one\n- two\n\n```sh\n# no heading\n\nls "
            + "-l\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";

    [Fact]
    public void Read_LongText_ReadsAsItsSectionsOneByOne()
    {
        const int Sections = 600;
        var text = Read(
            "# Title\n\n" + string.Concat(Enumerable.Repeat(Section, Sections)) + "[home]: http://x.example\n"
        );

        Assert.Equal(Sections, Count(text, "Some bold words and a link in them."));
        Assert.Equal(Sections, Count(text, "• one\n• two"));
        Assert.Equal(Sections, Count(text, "# no heading\n\nls -l"));
        Assert.Equal(Sections, Count(text, "a\tb\n1\t2"));
        Assert.DoesNotContain("**", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[home]", text, StringComparison.Ordinal);
        Assert.DoesNotContain("```", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CodeLongerThanAPiece_StaysCode()
    {
        var text = Read(
            "# Title\n\n## Part\n\n```\n"
                + string.Concat(Enumerable.Repeat("# a *b* line of code\n\n", 4_000))
                + "```\n\nAfter **it**.\n");

        Assert.Equal(4_000, Count(text, "# a *b* line of code"));
        Assert.Contains("After it.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FootnotesOfALongText_AreKept()
    {
        var text = Read(
            "# Title\n\nWords.[^1]\n\n"
                + string.Concat(Enumerable.Repeat(Section, 600))
                + "[^1]: A note of several words.\n\n[^2]: Single\n");

        Assert.Contains("A note of several words.", text, StringComparison.Ordinal);
        Assert.Contains("Single", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OneLineWithoutBlanks_IsCutAndNothingIsLost()
    {
        var line = new string('文', 100_000);

        Assert.Equal(line, string.Concat(MarkdownPieces.Of(line)));
    }

    private static string Read(string markdown)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(markdown));
        using var document = DocumentOpener.Open(file.FullName);
        return string.Join('\n', document.ReadPages().Select(static page => page.Text));
    }

    private static int Count(string text, string words) => text.Split(words).Length - 1;
}
