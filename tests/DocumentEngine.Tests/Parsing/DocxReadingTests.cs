using System.IO.Compression;
using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

public sealed class DocxReadingTests
{
    private const string Word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

    [Fact]
    public void ReadPages_Document_HasParagraphsAndTablesAndNoDeletedTextOrFieldCodes()
    {
        var text = Assert
            .Single(
                Pages(
                    Document(
                        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText><w:t>text</w:t></w:r></w:p>"
                            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>left</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>right</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
                    )))
            .Text;

        Assert.StartsWith("Kept text", text, StringComparison.Ordinal);
        Assert.Contains("left", text, StringComparison.Ordinal);
        Assert.Contains("right", text, StringComparison.Ordinal);
        Assert.DoesNotContain("deleted", text, StringComparison.Ordinal);
        Assert.DoesNotContain("PAGE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadPages_PageBreaks_BecomePages() =>
        Assert.Equal(
            ["One", "Two", "Three"],
            Pages(
                    Document(
                        "<w:p><w:r><w:t>One</w:t><w:br "
                            + "w:type=\"page\"/><w:t>Two</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>Three</w:t></w:r></w:p>"
                    ))
                .Select(page => page.Text));

    /// <summary>Word writes the mark into the paragraph that the page begins with.</summary>
    [Fact]
    public void Outline_HeadingThatBeginsAPage_IsOnThatPage()
    {
        var styles =
            $"<w:styles {Word}><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading "
                + $"1\"/></w:style></w:styles>";
        using var file = new TemporaryFile(
            Archive(
                (
                    "word/document.xml",
                    Document(
                        "<w:p><w:r><w:t>One</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>"
                            + "<w:r><w:lastRenderedPageBreak/><w:t>Two</w:t></w:r></w:p>")),
                ("word/styles.xml", styles)));
        using var document = DocumentOpener.Open(file.FullName);

        Assert.Equal([new OutlineEntry(1, "Two", 2)], document.Outline);
    }

    [Fact]
    public void Outline_HeadingStylesInAnyLanguage_AreHeadings()
    {
        using var document = DocumentOpener.Open(Assets.Of("garden-basics.en.docx"));

        Assert.Equal(6, document.Outline.Count);
        Assert.Equal(new OutlineEntry(1, "About this handbook", 1), document.Outline[0]);
    }

    [Fact]
    public void Open_PartThatUnpacksAThousandfold_IsTooLarge() =>
        Assert.Equal(
            DocumentErrorCodes.TooLarge, CodeOf(Archive(("word/document.xml", Document(new string(' ', 30_000_000))))));

    [Fact]
    public void Open_DeclaredSizeThatLies_IsStillBounded()
    {
        var bytes = Archive(("word/document.xml", Document(new string(' ', 30_000_000))));
        Lie(bytes, declared: 1_000);

        Assert.Contains(CodeOf(bytes), new[] { DocumentErrorCodes.TooLarge, DocumentErrorCodes.Corrupt });
    }

    [Fact]
    public void Open_MoreThanTenThousandEntries_IsTooLarge() =>
        Assert.Equal(
            DocumentErrorCodes.TooLarge,
            CodeOf(
                Archive([
                    ("word/document.xml", Document("")),
                    .. Enumerable.Range(0, 10_001).Select(i => ($"x/{i}", "")),
                ])));

    [Fact]
    public void Open_DocumentTypeDefinition_IsRefused() =>
        Assert.Equal(
            DocumentErrorCodes.Corrupt,
            CodeOf(
                Archive(
                    (
                        "word/document.xml",
                        $"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><w:document "
                            + $"{Word}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
                    ))));

    private static string Document(string body) => $"<w:document {Word}><w:body>{body}</w:body></w:document>";

    private static byte[] Archive(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    // The uncompressed size stands 24 bytes into the central directory's entry (APPNOTE 4.3.12).
    private static void Lie(byte[] archive, int declared)
    {
        var entry = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(archive.AsSpan(entry + 24), declared);
    }

    private static List<ParsedPage> Pages(string document)
    {
        using var file = new TemporaryFile(Archive(("word/document.xml", document)));
        using var opened = DocumentOpener.Open(file.FullName);
        return opened.ReadPages().ToList();
    }

    private static string CodeOf(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        return Assert.Throws<DocumentException>(() => DocumentOpener.Open(file.FullName)).Code;
    }
}
