using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

public sealed class TextReadingTests
{
    private const string Sentence = "Die Straße führt über den Fluß, 然后到达图书馆。";

    public static TheoryData<byte[]> Encoded => new(
        new UTF8Encoding(true).GetPreamble().Concat(Encoding.UTF8.GetBytes(Sentence)).ToArray(),
        Encoding.UTF8.GetBytes(Sentence),
        Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Sentence)).ToArray(),
        Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(Sentence)).ToArray(),
        Encoding.UTF32.GetPreamble().Concat(Encoding.UTF32.GetBytes(Sentence)).ToArray());

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Open_TextInAnyUnicodeEncoding_IsTheSameText(byte[] bytes) =>
        Assert.Equal(Sentence, Assert.Single(Pages(bytes)).Text);

    [Fact]
    public void Open_WindowsText_KeepsItsAccents()
    {
        byte[] bytes =
        [
            .. "Le caf"u8, 0xE9, .. " est ferm"u8, 0xE9, .. " le lundi, mais le bar reste ouvert toute la semaine."u8,
        ];

        Assert.StartsWith("Le café est fermé", Assert.Single(Pages(bytes)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPages_LongText_IsCutAtParagraphsIntoBlocksOfAboutThreeThousandCharacters()
    {
        var paragraphs = Enumerable
            .Range(1, 60)
            .Select(i => $"Paragraph {i} begins here. " + new string('x', 200 + (i * 3)) + ".")
            .ToList();

        var pages = Pages(Encoding.UTF8.GetBytes(string.Join("\n\n", paragraphs)));

        Assert.All(pages.SkipLast(1), page => Assert.InRange(page.Text.Length, 1_200, 3_600));
        Assert.All(pages, page => Assert.StartsWith("Paragraph", page.Text, StringComparison.Ordinal));
        Assert.Equal(paragraphs, pages.SelectMany(page => page.Text.Split("\n\n")));
    }

    [Fact]
    public void ReadPages_FormFeeds_ArePageBorders() =>
        Assert.Equal(["One.", "Two."], Pages("One.\n\f\fTwo.\n"u8.ToArray()).Select(page => page.Text));

    [Fact]
    public void ReadPages_LongMarkdown_IsCutAtHeadingsAndTheOutlineKnowsTheirPages()
    {
        var parts = Enumerable
            .Range(1, 12)
            .Select(i => $"## Part {i}\n\n{string.Concat(Enumerable.Repeat("Some words of prose. ", 50))}\n");
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes("# Title\n\n" + string.Join('\n', parts)));
        using var document = DocumentOpener.Open(file.FullName);

        var pages = document.ReadPages().ToList();

        Assert.True(pages.Count > 3);
        Assert.All(pages.Skip(1), page => Assert.StartsWith("Part ", page.Text, StringComparison.Ordinal));
        Assert.Equal(13, document.Outline.Count);
        Assert.All(document.Outline, entry => Assert.Contains(entry.Title, pages[entry.Page - 1].Text.Split('\n')));
    }

    [Fact]
    public void Open_ShellSession_IsNotMarkdown()
    {
        using var file = new TemporaryFile(
            "To begin:\n\n# apt update\n\nThen wait.\n\n# apt install vim\n\nThat was all.\n"u8.ToArray());
        using var document = DocumentOpener.Open(file.FullName);

        Assert.Equal(DocumentKind.Text, document.Kind);
    }

    [Fact]
    public void ReadPages_Markdown_IsWithoutMarks()
    {
        var text = Assert
            .Single(
                Pages(
                    "# Title\n\nSome **bold** and [linked](http://x.example) `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n"u8.ToArray()
                ))
            .Text;

        Assert.Equal("Title\n\nSome bold and linked code.\n\na\tb\n1\t2\n\n• one\n• two", text);
    }

    [Fact]
    public void ReadPages_Html_IsWithoutScriptStyleAndEntitiesOfAnyDtd()
    {
        var text = Assert
            .Single(
                Pages(
                    "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><head><style>p{}</style></head><body><h1>Title</h1><p>One\n two &x;</p><script>evil()</script></body></html>"u8.ToArray()
                ))
            .Text;

        Assert.Contains("Title\n\nOne two", text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("p{}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPages_HtmlNestedTenThousandDeep_IsRead()
    {
        var html = "<html><body>" + string.Concat(Enumerable.Repeat("<div>", 10_000)) + "deep down" + "</body></html>";

        Assert.Contains(
            "deep down",
            string.Concat(Pages(Encoding.UTF8.GetBytes(html)).Select(page => page.Text)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_HtmlNestedAHundredThousandDeep_IsTooLargeAtOnce()
    {
        using var file = new TemporaryFile(
            Encoding.UTF8.GetBytes("<html><body>" + string.Concat(Enumerable.Repeat("<b>", 100_000))));

        Assert.Equal(
            DocumentErrorCodes.TooLarge,
            Assert.Throws<DocumentException>(() => DocumentOpener.Open(file.FullName)).Code);
    }

    [Fact]
    public void Open_MarkdownNestedTooDeeply_IsReadAsText()
    {
        var nested = $"# Title\n\n## Part\n\n[a](b)\n\n{new string('>', 50_000)} deep down\n";

        Assert.Contains(
            "deep down",
            string.Concat(Pages(Encoding.UTF8.GetBytes(nested)).Select(page => page.Text)),
            StringComparison.Ordinal);
    }

    private static List<ParsedPage> Pages(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        using var document = DocumentOpener.Open(file.FullName);
        return document.ReadPages().ToList();
    }
}
