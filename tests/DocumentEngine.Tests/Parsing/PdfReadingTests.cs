using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

public sealed class PdfReadingTests
{
    [Fact]
    public void ReadPages_OneDamagedPage_KeepsTheOthersAndCountsIt()
    {
        // The second kid is a number where a page should be.
        var bytes = PdfSource.Of([
            "<< /Type /Catalog /Pages 2 0 R >>", PdfSource.Pages("3 0 R 4 0 R 5 0 R", 3), PdfSource.Page(6),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents [7 0 R 99] /Resources 12 >>",
            PdfSource.Page(8), PdfSource.Words("First page"), "12", PdfSource.Words("Third page"),
        ]);
        var (pages, coverage) = Read(bytes);

        Assert.Equal(["First page", "", "Third page"], pages.Select(page => page.Text));
        Assert.Equal([2], coverage.UnreadablePages.Concat(coverage.PagesWithoutText));
        Assert.Contains("1 of 3 pages", Assert.Single(coverage.Warnings()).Message.En, StringComparison.Ordinal);
        coverage.ThrowIfNoText();
    }

    [Fact]
    public void Open_MoreThanTenThousandPages_IsTooLarge()
    {
        var kids = string.Join(' ', Enumerable.Repeat("3 0 R", DocumentLimits.MaxPages + 1));
        using var file = new TemporaryFile(
            PdfSource.Of([
                "<< /Type /Catalog /Pages 2 0 R >>", PdfSource.Pages(kids, DocumentLimits.MaxPages + 1),
                PdfSource.Page(4), PdfSource.Words("Page"),
            ]));

        Assert.Equal(
            DocumentErrorCodes.TooLarge,
            Assert.Throws<DocumentException>(() => DocumentOpener.Open(file.FullName)).Code);
    }

    [Fact]
    public void ThrowIfNoText_PicturesOnly_IsNoText()
    {
        var (_, coverage) = Read(File.ReadAllBytes(Assets.Of("image-only.pdf")));

        Assert.Equal(DocumentErrorCodes.NoText, Assert.Throws<DocumentException>(coverage.ThrowIfNoText).Code);
    }

    [Fact]
    public void ReadPages_PdfMadeByABrowser_HasIdeographsAndNoRadicals()
    {
        var (pages, _) = Read(File.ReadAllBytes(Assets.Of("library-volunteers.zh.pdf")));

        Assert.All(pages, page => Assert.DoesNotContain(page.Text, c => c is >= '\u2E80' and <= '\u2FDF'));
        var text = string.Concat(pages.Select(page => page.Text));
        Assert.All("页长门风见车用人", c => Assert.Contains(c, text));
    }

    [Fact]
    public void ReadPages_Prose_PartsParagraphsAndKeepsWordsApart()
    {
        using var document = DocumentOpener.Open(Assets.Of("kitchen-garden.en.pdf"));

        var page = document.ReadPages(4).First().Text;

        Assert.StartsWith(
            "The Kitchen Garden Handbook\n\nSoil comes first\n\nHealthy soil is the foundation", page,
            StringComparison.Ordinal);
        Assert.DoesNotContain(page.Split([' ', '\n']), word => word.Length > 18);
    }

    private static (List<ParsedPage> Pages, TextCoverage Coverage) Read(byte[] bytes)
    {
        using var file = new TemporaryFile(bytes);
        using var document = DocumentOpener.Open(file.FullName);
        var coverage = new TextCoverage();
        var pages = document.ReadPages().ToList();
        pages.ForEach(coverage.Add);
        return (pages, coverage);
    }
}
