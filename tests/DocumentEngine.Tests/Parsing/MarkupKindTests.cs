using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>What is HTML, what Markdown, what front matter.</summary>
public sealed class MarkupKindTests
{
    [Theory]
    [InlineData("---\n\n# Title\n\nThe first half.\n\n---\n\n## Next\n\nThe second half.\n")]
    [InlineData("---\n# Title\n\nThe first half.\n\n---\n\n## Next\n\nThe second half.\n")]
    [InlineData("---\nThe first half. It has no key at all.\n\n---\n\n# Title\n\n## Next\n\nThe second half.\n")]
    [InlineData("---\r\n\r\n# Title\r\n\r\n- The first half.\r\n\r\n---\r\n\r\n## Next\r\n\r\nThe second half.\r\n")]
    [InlineData(
        "---\nNote: The first half.\nIt goes on without a key.\n\n---\n\n# Title\n\n## Next\n\nThe second half.\n")]
    [InlineData("---\n> The first half.\n\n***\n\n# Title\n\n## Next\n\nThe second half.\n\n---\n")]
    public void Open_MarkdownThatBeginsWithARule_LosesNothing(string markdown)
    {
        var text = Text(markdown);

        Assert.Contains("The first half.", text, StringComparison.Ordinal);
        Assert.Contains("The second half.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Garden\n\n## Beds\n\n<!-- reviewed --> The bed holds 12 plants.\n", "The bed holds 12 plants.")]
    [InlineData("# Garden\n\n## Beds\n\nThe first<br>the second.\n", "The first\nthe second.")]
    [InlineData("# Garden\n\n## Beds\n\n| a | b |\n|---|---|\n| a | one<br/>two |\n", "one two")]
    public void Open_MarkdownWithHtml_KeepsTheWordsAround(string markdown, string expected) =>
        Assert.Contains(expected, Text(markdown), StringComparison.Ordinal);

    [Fact]
    public void Open_FrontMatter_GivesTheTitleAndStaysFindable()
    {
        var reading = Reading.Of(
            "---\ntitle: \"The kohlrabi year\"\ntags:\n  - garden\n---\n\n# Spring\n\n## Sowing\n\nWords.\n"u8.ToArray()
        );

        Assert.Equal("The kohlrabi year", reading.Info.Title);
        Assert.Contains("garden", reading.Text, StringComparison.Ordinal);
        Assert.Equal("Spring", reading.Info.Outline[0].Title);
    }

    [Theory]
    [InlineData(
        "<div class=\"post\"><h2>Watering</h2><p>Twice a day.</p><script>var "
            + "secret=1</script><style>.x{color:red}</style></div>"
    )]
    [InlineData("<p>Twice a day.</p>\n<p>And never at noon.</p><script>var secret=1</script>")]
    [InlineData("<!-- saved from a feed -->\n<h1>Watering</h1>\nTwice a day.<script>var secret=1</script>")]
    [InlineData(
        "Watering:\n<ul><li>Twice a day.</li><li>Never at noon.</li></ul><p>So.</p><script>var secret=1</script>")]
    [InlineData("<table><tr><td>Watering</td><td>Twice a day.</td></tr></table><style>.secret{}</style>")]
    [InlineData("<style>.secret{}</style>\n<article><p>Twice a day.</p></article>")]
    [InlineData(
        "<?xml version=\"1.0\"?>\n<!-- secret -->\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>Twice a "
            + "day.</p></body></html>"
    )]
    public void Open_PieceOfHtml_IsReadWithoutTagsScriptsAndStyles(string html)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(html));

        Assert.Equal(DocumentKind.Html, reading.Kind);
        Assert.Contains("Twice a day.", reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('<', reading.Text);
    }

    [Theory]
    [InlineData("Use <b> for bold, if a < b and b > c.\n", DocumentKind.Text)]
    [InlineData("#include <stdio.h>\nint main() { return a<b && c>d; }\n", DocumentKind.Text)]
    [InlineData("<alice> hello\n<bob> hi there\n", DocumentKind.Text)]
    [InlineData("List<string> names = new List<string>();\nDictionary<p, q> d;\n", DocumentKind.Text)]
    [InlineData(
        "<div align=\"center\">\n\n# Project\n\n</div>\n\n## Use\n\n- [one](http://x.example)\n- "
            + "two\n\n```sh\nls\n```\n",
        DocumentKind.Markdown)]
    [InlineData(
        "# HTML by example\n\n## Paragraphs\n\n```html\n<p>One</p>\n<p>Two</p>\n<p>Three</p>\n```\n",
        DocumentKind.Markdown)]
    public void Open_TextWithAngles_IsNoHtml(string text, DocumentKind kind) =>
        Assert.Equal(kind, Reading.Of(Encoding.UTF8.GetBytes(text)).Kind);

    [Fact]
    public void Open_OtherXml_IsStillRefusedByName()
    {
        var reading = Reading.Of("<?xml version=\"1.0\"?><rss><channel><item>x</item></channel></rss>"u8.ToArray());

        Assert.Equal(DocumentErrorCodes.UnsupportedType, reading.Code);
        Assert.Contains("XML", reading.Failure!.Message, StringComparison.Ordinal);
    }

    private static string Text(string markdown) => Reading.Of(Encoding.UTF8.GetBytes(markdown)).Text;
}
