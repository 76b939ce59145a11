using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// Books as programs of all kinds pack them: each chapter is read, or there is a warning that names it.
/// </summary>
public sealed class EpubTests
{
    private const string Container =
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>{0}</rootfiles></container>";
    private const string Root = "<rootfile full-path=\"OPS/book.opf\"/>";
    private const string Doctype =
        "<!DOCTYPE package PUBLIC \"+//ISBN 0-9673008-1-9//DTD OEB 1.2 Package//EN\" "
            + "\"http://openebook.org/dtds/oeb-1.2/oebpkg12.dtd\">";

    [Theory]
    [InlineData("a%23b.xhtml", "a#b.xhtml")]
    [InlineData("a%20b.xhtml", "a b.xhtml")]
    [InlineData("a%20b.xhtml", "a%20b.xhtml")]
    [InlineData("a%2520b.xhtml", "a%20b.xhtml")]
    [InlineData("a.xhtml#top", "a.xhtml")]
    [InlineData("a#b.xhtml", "a#b.xhtml")]
    [InlineData("%E7%AC%AC%E4%B8%80%E7%AB%A0.xhtml", "第一章.xhtml")]
    [InlineData("caf\u00E9.xhtml", "cafe\u0301.xhtml")]
    [InlineData("../OPS/text/../a.xhtml", "a.xhtml")]
    [InlineData("A.XHTML", "a.xhtml")]
    [InlineData("text\\a.xhtml", "text/a.xhtml")]
    [InlineData("50%.xhtml", "50%.xhtml")]
    public void Read_ChapterByItsReference_IsFound(string reference, string name)
    {
        var reading = Reading.Of(
            Book(Items(("c", reference)), "<itemref idref=\"c\"/>", ($"OPS/{name}", "<p>Kept.</p>")));

        Assert.Equal("Kept.", reading.Text);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Read_ListedChapterWithoutAnItem_IsWarnedOf()
    {
        var reading = Reading.Of(
            Book(
                Items(("c", "a.xhtml")), "<itemref idref=\"c\"/><itemref idref=\"lost\"/>",
                ("OPS/a.xhtml", "<p>Kept.</p>")));

        Assert.Equal("Kept.", reading.Text);
        Assert.Contains("lost", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NavigationInTheSpine_IsWarnedOf()
    {
        var reading = Reading.Of(Book(
            Items(("n", "nav.xhtml"), ("c", "a.xhtml")), "<itemref idref=\"n\"/><itemref idref=\"c\"/>",
            ("OPS/nav.xhtml", "<h1>Contents</h1><nav><ol><li>One</li></ol></nav>"), ("OPS/a.xhtml", "<p>Kept.</p>")));

        Assert.Equal("Contents\fKept.", reading.Text);
        Assert.Equal(["Left out: 1 × navigation menus."], reading.Warnings);
    }

    [Theory]
    [InlineData(Doctype, "")]
    [InlineData("", "<!DOCTYPE container SYSTEM \"container.dtd\">")]
    [InlineData("<!DOCTYPE package [<!ENTITY a \"b\">]>", "")]
    public void Read_PackageThatNamesADtd_IsRead(string opf, string container) =>
        Assert.Equal(
            "Kept.", Reading
                .Of(
                    Book(
                        Items(("c", "a.xhtml")), "<itemref idref=\"c\"/>", ("OPS/a.xhtml", "<p>Kept.</p>"), opf,
                        container))
                .Text);

    [Fact]
    public void Read_DtdThatNamesAFile_ReadsNothingOfIt()
    {
        var reading = Reading.Of(
            Book(
                Items(("c", "a.xhtml")), "<itemref idref=\"c\"/>", ("OPS/a.xhtml", "<p>Kept.</p>"),
                "<!DOCTYPE package [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
                "", "&x;"));

        Assert.Equal(DocumentErrorCodes.Corrupt, reading.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text/x-oeb1-document")]
    [InlineData("application/x-dtbook+xml")]
    [InlineData("text/html")]
    public void Read_ChapterOfAnOldOrMissingType_IsRead(string type) =>
        Assert.Equal(
            "Kept.", Reading
                .Of(
                    Book(
                        $"<item id=\"c\" href=\"a.xhtml\" media-type=\"{type}\"/>", "<itemref idref=\"c\"/>",
                        ("OPS/a.xhtml", "<p>Kept.</p>")))
                .Text);

    [Fact]
    public void Read_ChapterWithAnotherInItsPlace_ReadsThat() =>
        Assert.Equal(
            "Kept.", Reading
                .Of(
                    Book(
                        "<item id=\"c\" href=\"a.svg\" media-type=\"image/svg+xml\" fallback=\"d\"/>"
                            + Items(("d", "a.xhtml")),
                        "<itemref idref=\"c\"/>", ("OPS/a.xhtml", "<p>Kept.</p>")))
                .Text);

    [Fact]
    public void Read_FirstPackageThatIsNotThere_TakesTheNext()
    {
        var root = "<rootfile full-path=\"none.opf\"/>" + Root;

        Assert.Equal(
            "Kept.", Reading
                .Of(
                    Archive(
                        root, Package(Items(("c", "a.xhtml")), "<itemref idref=\"c\"/>", "", ""), "",
                        ("OPS/a.xhtml", "<p>Kept.</p>")))
                .Text);
    }

    [Fact]
    public void Read_ChapterThatIsAPicture_IsWarnedOf()
    {
        var reading = Reading.Of(Book(
            Items(("p", "p.xhtml"), ("c", "a.xhtml")), "<itemref idref=\"p\"/><itemref idref=\"c\"/>",
            ("OPS/p.xhtml", "<img src=\"scan.png\"/>"), ("OPS/a.xhtml", "<p>Kept.</p>")));

        Assert.Equal("Kept.", reading.Text);
        Assert.Equal(["Left out: 1 × chapters that are pictures."], reading.Warnings);
    }

    [Fact]
    public void Open_BookOfPictures_HasNoText() =>
        Assert.Equal(
            DocumentErrorCodes.NoText, Reading
                .Of(Book(Items(("p", "p.xhtml")), "<itemref idref=\"p\"/>", ("OPS/p.xhtml", "<img src=\"scan.png\"/>")))
                .Code);

    private static string Items(params (string Id, string Name)[] items) =>
        string.Concat(
            items.Select(static item =>
                $"<item id=\"{item.Id}\" href=\"{item.Name}\" media-type=\"application/xhtml+xml\"/>"));

    private static string Package(string items, string spine, string doctype, string title) =>
        $"{doctype}<package xmlns=\"http://www.idpf.org/2007/opf\"><metadata><title>A "
            + $"book{title}</title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>";

    private static byte[] Book(
        string items, string spine, (string, string) chapter, string opf = "", string container = "", string title = ""
    ) => Archive(Root, Package(items, spine, opf, title), container, chapter);

    private static byte[] Book(string items, string spine, params (string, string)[] chapters) =>
        Archive(Root, Package(items, spine, "", ""), "", chapters);

    private static byte[] Archive(
        string roots, string package, string doctype, params (string Name, string Body)[] chapters) =>
        OfficeSource.Archive([
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", doctype + Container.Replace("{0}", roots, StringComparison.Ordinal)),
            ("OPS/book.opf", package),
            .. chapters.Select(static chapter =>
                (
                    chapter.Name,
                    $"<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body>{chapter.Body}</body></html>"
                )),
        ]);
}
