using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// What a slide, a sheet, a book or a web page shows is in the text; what is left out on purpose is a warning.
/// </summary>
public sealed class NothingMissingTests
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Drawing = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
    private const string Shape = $"<xdr {Drawing}><a:p><a:r><a:t>In the box.</a:t></a:r></a:p></xdr>";
    private const string Diagram =
        $"<dgm:dataModel xmlns:dgm=\"http://schemas.openxmlformats.org/drawingml/2006/diagram\" {Drawing}>"
        + "<dgm:ptLst><dgm:pt modelId=\"1\"><dgm:prSet/><dgm:t><a:bodyPr/><a:lstStyle/><a:p><a:r><a:t>In the "
        + "box.</a:t></a:r></a:p></dgm:t>"
        + "</dgm:pt></dgm:ptLst></dgm:dataModel>";
    private const string Kept = "<p:txBody><a:p><a:r><a:t>Kept.</a:t></a:r></a:p></p:txBody>";
    private const string Compatibility = "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"";
    private const string Page = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">";

    [Theory]
    [InlineData("<w:hyperlink r:id=\"r9\"><w:r><w:t>Kept.</w:t></w:r></w:hyperlink>")]
    [InlineData("<w:ins w:id=\"1\"><w:r><w:t>Kept.</w:t></w:r></w:ins>")]
    [InlineData("<w:moveTo w:id=\"1\"><w:r><w:t>Kept.</w:t></w:r></w:moveTo>")]
    [InlineData("<w:fldSimple w:instr=\"AUTHOR\"><w:r><w:t>Kept.</w:t></w:r></w:fldSimple>")]
    [InlineData(
        "<w:sdt><w:sdtPr><w:alias w:val=\"n\"/></w:sdtPr><w:sdtContent><w:r><w:t>Kept.</w:t></w:r></w:sdtContent></w:sdt>"
    )]
    [InlineData("<w:smartTag w:element=\"x\"><w:r><w:t>Kept.</w:t></w:r></w:smartTag>")]
    [InlineData("<w:customXml w:element=\"x\"><w:r><w:t>Kept.</w:t></w:r></w:customXml>")]
    [InlineData("<w:bdo w:val=\"ltr\"><w:r><w:t>Kept.</w:t></w:r></w:bdo>")]
    [InlineData("<w:r><w:pict><v:shape><v:textpath string=\"Kept.\"/></v:shape></w:pict></w:r>")]
    public void Docx_WordsInAWrapping_AreRead(string wrapping)
    {
        var paragraph = $"<w:p><w:r><w:t xml:space=\"preserve\">Before. </w:t></w:r>{wrapping}</w:p>";

        Assert.Equal("Before. Kept.", Reading.Of(OfficeSource.Docx(paragraph)).Text);
    }

    [Theory]
    [InlineData("<oddHeader>&amp;CConfidential: mill plan</oddHeader>", "Confidential: mill plan")]
    [InlineData("<oddFooter>&amp;LPage &amp;P of &amp;N&amp;RBarley &amp;&amp; spelt</oddFooter>", "Barley & spelt")]
    [InlineData("<evenHeader>&amp;\"Arial,Bold\"&amp;12&amp;KFF0000Even &amp;BThings</evenHeader>", "Even Things")]
    [InlineData("<firstFooter>&amp;C第一页 机密</firstFooter>", "第一页 机密")]
    [InlineData("<oddHeader>&amp;L&amp;G&amp;CThree&amp;RParts &amp;D</oddHeader>", "Three Parts")]
    public void Xlsx_HeaderOrFooter_IsReadAfterTheRows(string edge, string words)
    {
        var text = Reading.Of(Xlsx($"<headerFooter>{edge}</headerFooter>")).Text;

        Assert.StartsWith("Sheet\n\nBarley", text, StringComparison.Ordinal);
        Assert.EndsWith(words, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drawing", Shape)]
    [InlineData("comments", "<comments><comment><text><r><t>In the box.</t></r></text></comment></comments>")]
    [InlineData("diagramData", Diagram)]
    [InlineData("chart", $"<c {Drawing}><a:p><a:r><a:t>In the box.</a:t></a:r></a:p></c>")]
    public void Xlsx_WordsBesideTheCells_AreRead(string kind, string xml)
    {
        // A chart or a diagram hangs on a drawing.
        (string, string, string)[] parts = kind is "chart" or "diagramData"
            ? [("drawing", "drawing.xml", $"<xdr {Drawing}/>"), (kind, "drawn.xml", xml)]
            : [(kind, "part.xml", xml)];

        Assert.Contains("In the box.", Reading.Of(Xlsx("", parts)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("oleObject")]
    [InlineData("package")]
    public void Docx_EmbeddedFile_IsWarnedOf(string kind)
    {
        var file = OfficeSource.Docx(OfficeSource.Words("Words."), (kind, "embeddings/one.bin", "x"));

        Assert.Equal(["Left out: 1 × embedded files."], Reading.Of(file).Warnings);
    }

    [Fact]
    public void Xlsx_EmbeddedFile_IsWarnedOf() =>
        Assert.Equal(["Left out: 1 × embedded files."], Reading.Of(Xlsx("", ("oleObject", "one.bin", "x"))).Warnings);

    [Theory]
    [InlineData($"<p:grpSp><p:grpSp><p:sp>{Kept}</p:sp></p:grpSp></p:grpSp>")]
    [InlineData($"<p:cxnSp/><p:sp><p:nvSpPr><p:nvPr><p:ph type=\"ftr\"/></p:nvPr></p:nvSpPr>{Kept}</p:sp>")]
    [InlineData("<p:sp><p:txBody><a:p><a:fld><a:t>Kept.</a:t></a:fld></a:p></p:txBody></p:sp>")]
    [InlineData($"<p:graphicFrame><a:tbl><a:tr><a:tc>{Kept}</a:tc></a:tr></a:tbl></p:graphicFrame>")]
    [InlineData($"<mc:AlternateContent {Compatibility}><mc:Choice><p:sp>{Kept}</p:sp></mc:Choice>"
        + $"<mc:Fallback><p:sp>{Kept}</p:sp></mc:Fallback></mc:AlternateContent>")]
    public void Pptx_WordsInAWrapping_AreReadOnce(string shapes) =>
        Assert.Equal("Kept.", Reading.Of(FormatSource.Pptx(shapes)).Text);

    [Theory]
    [InlineData("<textarea>Kept by hand.</textarea>")]
    [InlineData("<svg><rect width=\"1\"/><text x=\"1\">Kept by hand.</text></svg>")]
    [InlineData("<details><summary>More</summary>Kept by hand.</details>")]
    [InlineData("<figure><img src=\"x\"><figcaption>Kept by hand.</figcaption></figure>")]
    [InlineData("<math><mi>x</mi><mo>=</mo><mn>1</mn></math> Kept by hand.")]
    [InlineData("<button>Kept by hand.</button>")]
    [InlineData("<dl><dt>term</dt><dd>Kept by hand.</dd></dl>")]
    public void Html_WordsInAnElement_AreRead(string body)
    {
        var page = $"<!doctype html><html><body><p>Before.</p>{body}<p>After.</p></body></html>";

        Assert.Contains("Kept by hand.", Reading.Of(Encoding.UTF8.GetBytes(page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_DrawingOfManyShapes_HidesNothingAfterIt()
    {
        var shapes = string.Concat(Enumerable.Repeat("<circle r=\"1\"/>", 500));
        var page = $"<!doctype html><p>Before.</p><svg>{shapes}</svg><p>After.</p>";

        Assert.Equal("Before.\n\nAfter.", Reading.Of(Encoding.UTF8.GetBytes(page)).Text);
    }

    [Fact]
    public void Html_NavigationThatIsLeftOut_IsWarnedOf() => Assert.Equal(
        ["Left out: 2 × navigation menus."],
        Reading.Of("<!doctype html><body><nav>one</nav><p>Words.</p><nav>two</nav></body>"u8.ToArray()).Warnings);

    [Theory]
    [InlineData("<title/>", "")]
    [InlineData("<title/><script src=\"a.js\"/>", "")]
    [InlineData("<title>t</title><style type=\"text/css\"/>", "")]
    [InlineData("<title>t</title>", "<a id=\"page1\"/>")]
    [InlineData("<title>t</title>", "<textarea/><div class=\"x\"/>")]
    public void Xhtml_TagThatEndsItself_HidesNothingAfterIt(string head, string before)
    {
        var page = $"{Page}<head>{head}</head><body>{before}<p>Kept.</p></body></html>";

        Assert.Equal("Kept.", Reading.Of(Encoding.UTF8.GetBytes(page)).Text);
    }

    [Fact]
    public void Epub_TagThatEndsItself_HidesNothingAfterIt()
    {
        var book = FormatSource.Epub(
            ("a.xhtml", "<script src=\"a.js\"/><p>First.</p>"), ("b.xhtml", "<iframe src=\"x\"/><p>Second.</p>"));

        Assert.Equal("First.\fSecond.", Reading.Of(book).Text);
    }

    private static byte[] Xlsx(string afterRows, params (string Kind, string Name, string Xml)[] parts)
    {
        var kinds = parts
            .Select(static part => (part.Kind, part.Name))
            .ToLookup(static part => part.Kind is "chart" or "diagramData");
        return OfficeSource.Archive([
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "xl/workbook.xml"))),
            ("xl/workbook.xml",
                $"<workbook xmlns:r=\"{Relations}\"><sheets><sheet name=\"Sheet\" r:id=\"r0\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", OfficeSource.Relationships(("worksheet", "sheet.xml"))),
            (
                "xl/sheet.xml",
                "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>Barley</t></is></c></row></sheetData>"
                    + $"{afterRows}</worksheet>"),
            ("xl/_rels/sheet.xml.rels", OfficeSource.Relationships(kinds[false])),
            ("xl/_rels/drawing.xml.rels", OfficeSource.Relationships(kinds[true])),
            .. parts.Select(static part => ("xl/" + part.Name, part.Xml)),
        ]);
    }
}
