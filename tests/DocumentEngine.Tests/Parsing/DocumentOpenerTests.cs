using System.Text;
using CsCheck;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

public sealed class DocumentOpenerTests
{
    [Theory]
    [InlineData(
        "kitchen-garden.en.pdf", DocumentKind.Pdf, 50, "The Kitchen Garden Handbook",
        "no family of plants returns to the same bed")]
    [InlineData("library-volunteers.zh.pdf", DocumentKind.Pdf, 5, "社区图书馆志愿者工作手册", "归还图书时要翻看每一页")]
    [InlineData("cycling.zh.md", DocumentKind.Markdown, 1, "城市骑行通勤指南", "优先选择有自行车道的街道")]
    [InlineData("repair-cafe.en.md", DocumentKind.Markdown, 1, "Running a Repair Café", "One host welcomes visitors")]
    [InlineData("laboratory-safety.zh.txt", DocumentKind.Text, 1, null, "危险化学品实行统一采购")]
    [InlineData("library-report.en.txt", DocumentKind.Text, 1, null, "closed the year with a surplus")]
    [InlineData("garden-basics.en.docx", DocumentKind.Docx, 2, null, "Healthy soil is the foundation")]
    [InlineData("garden-basics.en.html", DocumentKind.Html, 1, "Garden basics", "Healthy soil is the foundation")]
    public void Open_AssetOfEachKind_GivesItsPagesAndText(
        string name, DocumentKind kind, int pages, string? title, string words)
    {
        using var document = DocumentOpener.Open(Assets.Of(name));

        var read = document.ReadPages().ToList();

        Assert.Equal((kind, pages, title), (document.Kind, document.PageCount, document.Title));
        Assert.Equal(Enumerable.Range(1, pages), read.Select(page => page.Number));
        Assert.Contains(read, page => page.Text.Replace('\n', ' ').Contains(words, StringComparison.Ordinal));
        Assert.All(read, page => Assert.DoesNotContain(page.Text, c => char.IsControl(c) && c is not ('\t' or '\n')));
    }

    [Theory]
    [InlineData("corrupt.pdf", DocumentErrorCodes.Corrupt)]
    [InlineData("encrypted.pdf", DocumentErrorCodes.Encrypted)]
    [InlineData("empty.txt", DocumentErrorCodes.Empty)]
    [InlineData("zip-named-as.pdf", DocumentErrorCodes.UnsupportedType)]
    [InlineData("unknown.bin", DocumentErrorCodes.UnsupportedType)]
    public void Open_UnusableAsset_SaysWhyInBothLanguages(string name, string code)
    {
        var failure = Assert.Throws<DocumentException>(() => DocumentOpener.Open(Assets.Of(name)));

        Assert.Equal(code, failure.Code);
        Assert.False(failure.Retryable);
        foreach (var text in new[] { failure.Description, failure.Suggestion })
        {
            Assert.NotEmpty(text.En);
            Assert.Contains(text.Zh, c => c >= 0x4E00);
        }
    }

    [Fact]
    public void Open_ArchiveNamedAsPdf_NamesTheArchive()
    {
        var failure = Assert.Throws<DocumentException>(() => DocumentOpener.Open(Assets.Of("zip-named-as.pdf")));

        Assert.Contains("ZIP", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ZIP", failure.Description.Zh, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_BlankText_IsEmpty() => Assert.Equal(DocumentErrorCodes.Empty, CodeOf(" \r\n\t \n"u8.ToArray()));

    [Fact]
    public void Open_EncryptedOfficePackage_IsEncrypted() =>
        Assert.Equal(
            DocumentErrorCodes.Encrypted,
            CodeOf([
                0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[64],
                .. Encoding.Unicode.GetBytes("EncryptedPackage"),
            ]));

    [Fact]
    public void Open_TextOfMoreThanTenThousandBlocks_IsTooLarge()
    {
        var line = Encoding.ASCII.GetBytes(new string('a', 79) + "\n");
        var bytes = new byte[32_000_000];
        for (var i = 0; i + line.Length <= bytes.Length; i += line.Length)
            line.CopyTo(bytes, i);

        Assert.Equal(DocumentErrorCodes.TooLarge, CodeOf(bytes));
    }

    [Fact]
    public void Open_MissingFile_IsAFailureOfTheDisk() =>
        Assert.ThrowsAny<IOException>(() =>
            DocumentOpener.Open(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))));

    [Theory]
    [InlineData("kitchen-garden.en.pdf")]
    [InlineData("garden-basics.en.docx")]
    public void ReadPages_FromALaterPage_GivesTheSameAsTheWholeReading(string name)
    {
        using var document = DocumentOpener.Open(Assets.Of(name));
        var whole = document.ReadPages().ToList();

        Assert.Equal(whole.Skip(1), document.ReadPages(2));
        Assert.Empty(document.ReadPages(document.PageCount + 1));
    }

    [Fact]
    public void Open_AnyBytes_FailsWithNothingButDocumentException() =>
        Gen.OneOf(Gen.Byte.Array[0, 300], HeadedBytes).Sample(bytes => Survives(bytes), iter: 400);

    [Fact]
    public void Open_AnyText_FailsWithNothingButDocumentException() =>
        Gen.OneOf(Gen.String, MarkedText).Sample(text => Survives(Encoding.UTF8.GetBytes(text)), iter: 400);

    [Theory]
    [InlineData("library-volunteers.zh.pdf")]
    [InlineData("garden-basics.en.docx")]
    [InlineData("garden-basics.en.html")]
    public void Open_AssetWithChangedBytes_FailsWithNothingButDocumentException(string name)
    {
        var whole = File.ReadAllBytes(Assets.Of(name));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 40].Sample(
            changes =>
            {
                var bytes = (byte[])whole.Clone();
                foreach (var (place, value) in changes)
                    bytes[place] = value;
                return Survives(bytes);
            },
            iter: 40);
    }

    private static readonly Gen<byte[]> HeadedBytes = Gen.Select(
        Gen.OneOf(
            "%PDF-1.7\n", "PK\u0003\u0004", "<!doctype html>", "# Title\n\n## Part\n\n[a](b)\n",
            "{\\rtf",
            "<?xml version='1.0'?>"),
        Gen.Byte.Array[0, 300],
        (head, rest) => (byte[])[.. Encoding.Latin1.GetBytes(head), .. rest]);

    private static readonly Gen<string> MarkedText = Gen.OneOf(
            "# ", "## ", "\n", "\n\n", "*", "- ", "1. ", "`", "```\n", "| a | b |\n|---|---|\n", "<b>", "</p>",
            "<html>", "&amp;", "[x](y)", "> ", "---\n", "文档", "word ", "\f", "\u001e", "[^1]")
        .Array[0, 40]
        .Select(string.Concat);

    private static bool Survives(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        try
        {
            using var document = DocumentOpener.Open(file.FullName);
            return document.PageCount >= 1 && document.ReadPages().Count() == document.PageCount;
        }
        catch (DocumentException)
        {
            return true;
        }
    }

    private static string CodeOf(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        return Assert.Throws<DocumentException>(() => DocumentOpener.Open(file.FullName)).Code;
    }
}
