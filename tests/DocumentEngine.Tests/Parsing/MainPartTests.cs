namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// The main part is the one that the package names, whatever it is called; <see cref="WordContentTests"/> has Word's.
/// </summary>
public sealed class MainPartTests
{
    private const string Relations = "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    [Theory]
    [InlineData("ppt/presentation2.xml", "ppt/presentation2.xml")]
    [InlineData("ppt/presentation2.xml", "/ppt/presentation2.xml")]
    [InlineData("PPT/Presentation.xml", "ppt/presentation.xml")]
    [InlineData("ppt/the show.xml", "ppt/the%20show.xml")]
    [InlineData("show/main.xml", "./show/main.xml")]
    public void Open_Presentation_IsFound(string name, string target)
    {
        var folder = name[..name.IndexOf('/', StringComparison.Ordinal)];

        Assert.Equal("marmalade", Reading.Of(OfficeSource.Archive(
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", target))),
            (name, $"<p:presentation xmlns:p=\"p\" {Relations}><p:sldIdLst><p:sldId r:id=\"r0\"/></p:sldIdLst>"
                + "</p:presentation>"),
            ($"{folder}/_rels/{name[(folder.Length + 1)..]}.rels", OfficeSource.Relationships(("slide", "one.xml"))),
            ($"{folder}/one.xml", "<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:sp><a:p><a:r><a:t>marmalade</a:t></a:r></a:p>"
                + "</p:sp></p:sld>"))).Text);
    }

    [Theory]
    [InlineData("xl/workbook2.xml", "xl/workbook2.xml")]
    [InlineData("xl/workbook2.xml", "/xl/workbook2.xml")]
    [InlineData("XL/Workbook.xml", "xl/workbook.xml")]
    [InlineData("xl/my book.xml", "xl/my%20book.xml")]
    [InlineData("book/main.xml", "book\\main.xml")]
    public void Open_Workbook_IsFound(string name, string target)
    {
        var folder = name[..name.IndexOf('/', StringComparison.Ordinal)];

        Assert.Equal(
            "S\n\nmarmalade", Reading
                .Of(
                    OfficeSource.Archive(
                        ("_rels/.rels", OfficeSource.Relationships(("officeDocument", target))),
                        (name, $"<workbook {Relations}><sheets><sheet name=\"S\" r:id=\"r0\"/></sheets></workbook>"),
                        (
                            $"{folder}/_rels/{name[(folder.Length + 1)..]}.rels",
                            OfficeSource.Relationships(("worksheet", "one.xml"))),
                        (
                            $"{folder}/one.xml",
                            "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>marmalade</t></is></c></row>"
                                + "</sheetData></worksheet>")))
                .Text);
    }

    [Theory]
    [InlineData("book.opf", "book.opf", "c.xhtml")]
    [InlineData("OPS/the book.opf", "OPS/the book.opf", "c.xhtml")]
    [InlineData("ops/package.opf", "OPS/package.opf", "c.xhtml")]
    [InlineData("OPS/package.opf", "OPS/package.opf", "../OPS/c.xhtml")]
    [InlineData("OPS/package.opf", "OPS/package.opf", "chapter%201.xhtml")]
    public void Open_Book_IsFound(string name, string path, string chapter)
    {
        var folder = name[..(name.LastIndexOf('/') + 1)];

        Assert.Equal(
            "marmalade", Reading
                .Of(
                    OfficeSource.Archive(
                        (
                            "META-INF/container.xml",
                            $"<container><rootfiles><rootfile full-path=\"{path}\"/></rootfiles></container>"),
                        (
                            name,
                            $"<package><manifest><item id=\"c\" href=\"{chapter}\" "
                                + $"media-type=\"application/xhtml+xml\"/></manifest>"
                                + "<spine><itemref idref=\"c\"/></spine></package>"),
                        (
                            folder + Path.GetFileName(Uri.UnescapeDataString(chapter)),
                            "<html><body><p>marmalade</p></body></html>")))
                .Text);
    }
}
