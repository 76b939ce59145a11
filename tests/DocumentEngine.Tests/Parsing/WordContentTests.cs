using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>What a Word page shows is in the text; what is not, is a warning.</summary>
public sealed class WordContentTests
{
    private const string Before = "<w:p><w:r><w:t>Before it.</w:t></w:r></w:p>";
    private const string After = "<w:p><w:r><w:t>After it.</w:t></w:r></w:p>";

    [Theory]
    [InlineData("footnotes.docx", "A tachyon walks into a bar.")]
    [InlineData("equation.docx", "Energy E=mc2 holds.")]
    [InlineData("word-online.docx", "marmalade")]
    [InlineData("no-break-hyphen.docx", "e-mail within 1-24 hours")]
    public void Open_CaseOfAReport_HasTheWords(string name, string words) =>
        Assert.Contains(words, Reading.OfAsset("cases/" + name).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("footnotes", "footnote", "Ouch.\n\nThe note.\n\nAfter it.")]
    [InlineData("endnotes", "endnote", "Ouch.\n\nAfter it.\n\nThe note.")]
    public void Read_Note_StandsAfterItsParagraphOrAtTheEnd(string kind, string element, string expected) =>
        Assert.Equal(
            expected, Reading
                .Of(
                    OfficeSource.Docx(
                        $"<w:p><w:r><w:t>Ouch.</w:t></w:r><w:r><w:{element}Reference w:id=\"2\"/></w:r></w:p>{After}",
                        (
                            kind, kind + ".xml",
                            $"<w:{kind} {OfficeSource.Word}><w:{element} w:type=\"separator\" "
                                + $"w:id=\"-1\"><w:p><w:r><w:separator/></w:r></w:p></w:{element}>"
                                + $"<w:{element} w:id=\"2\"><w:p><w:r><w:t>The "
                                + $"note.</w:t></w:r></w:p></w:{element}></w:{kind}>"
                        )))
                .Text);

    [Theory]
    [InlineData("header", "hdr")]
    [InlineData("footer", "ftr")]
    public void Read_HeaderOrFooter_IsThereOnceAfterTheText(string kind, string element)
    {
        var edge =
            $"<w:{element} {OfficeSource.Word}>{OfficeSource.Words("Confidential: plan of the mill")}</w:{element}>";

        var text = Reading
            .Of(OfficeSource.Docx(Before, (kind, kind + "1.xml", edge), (kind, kind + "2.xml", edge)))
            .Text;

        Assert.Equal("Before it.\n\nConfidential: plan of the mill", text);
    }

    [Theory]
    [InlineData("<m:oMath><m:r><m:t>E=mc2</m:t></m:r></m:oMath>", "E=mc2")]
    [InlineData(
        "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f></m:oMath>",
        "(a+b)/c")]
    [InlineData(
        "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><m:t>=4</m:t></m:r></m:oMath>",
        "x^2=4")]
    [InlineData(
        "<m:oMathPara><m:oMath><m:rad><m:deg/><m:e><m:r><m:t>y+1</m:t></m:r></m:e></m:rad></m:oMath></m:oMathPara>",
        "√(y+1)")]
    [InlineData(
        "<m:oMath><m:nary><m:naryPr><m:chr "
            + "m:val=\"∑\"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary></m:oMath>",
        "∑_(i=1)^ni")]
    [InlineData(
        "<m:oMath><m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr "
            + "m:val=\"]\"/></m:dPr><m:e><m:r><m:t>z</m:t></m:r></m:e></m:d></m:oMath>",
        "[z]")]
    public void Read_Equation_IsWrittenOnOneLine(string equation, string expected) =>
        Assert.Equal(
            $"Energy {expected} holds.", Reading
                .Of(
                    OfficeSource.Docx(
                        $"<w:p><w:r><w:t xml:space=\"preserve\">Energy </w:t></w:r>{equation}<w:r><w:t "
                            + $"xml:space=\"preserve\"> holds.</w:t></w:r></w:p>"
                    ))
                .Text);

    [Theory]
    [InlineData(
        "<mc:AlternateContent><mc:Choice "
            + "Requires=\"wps\"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )]
    [InlineData("<w:pict><v:shape><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></v:shape></w:pict>")]
    [InlineData(
        "<mc:AlternateContent><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )]
    public void Read_TextBox_StandsOnceAfterTheParagraphItHangsOn(string box)
    {
        var run = string.Format(
            System.Globalization.CultureInfo.InvariantCulture, box, OfficeSource.Words("In the box."));

        Assert.Equal(
            "Before the box, after it.\n\nIn the box.",
            Reading
                .Of(
                    OfficeSource.Docx(
                        $"<w:p><w:r><w:t xml:space=\"preserve\">Before the box, "
                            + $"</w:t></w:r><w:r>{run}</w:r><w:r><w:t>after it.</w:t></w:r></w:p>"
                    ))
                .Text);
    }

    [Fact]
    public void Read_Table_HasALineForARowAndTabsBetweenCells() =>
        Assert.Equal(
            "Before it.\n\nCrop\tWeeks\nRed beet and kale\t9", Reading
                .Of(
                    OfficeSource.Docx(
                        Before
                            + "<w:tbl><w:tr><w:tc>"
                            + OfficeSource.Words("Crop")
                            + "</w:tc><w:tc>"
                            + OfficeSource.Words("Weeks")
                            + "</w:tc></w:tr><w:tr><w:tc>"
                            + OfficeSource.Words("Red beet")
                            + OfficeSource.Words("and kale")
                            + "</w:tc><w:tc>"
                            + OfficeSource.Words("9")
                            + "</w:tc></w:tr></w:tbl>"))
                .Text);

    [Fact]
    public void Read_TableInATable_LosesNothing()
    {
        var inner =
            "<w:tbl><w:tr><w:tc>"
            + OfficeSource.Words("inner left")
            + "</w:tc><w:tc>"
            + OfficeSource.Words("inner right")
            + "</w:tc></w:tr></w:tbl>";

        var text = Reading
            .Of(
                OfficeSource.Docx(
                    $"<w:tbl><w:tr><w:tc>{OfficeSource.Words("outer")}{inner}</w:tc><w:tc>{OfficeSource.Words("next")}</w:tc></w:tr></w:tbl>{After}"
                ))
            .Text;

        Assert.All(["outer", "inner left\tinner right", "next", "\n\nAfter it."], words =>
            Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<w:t>1</w:t><w:noBreakHyphen/><w:t>24 hours</w:t>", "1-24 hours")]
    [InlineData("<w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t>", "e-mail")]
    [InlineData("<w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t><w:noBreakHyphen/><w:t>B</w:t>", "A-1-B")]
    [InlineData("<w:t>co</w:t><w:softHyphen/><w:t>operate</w:t>", "cooperate")]
    [InlineData(
        "<w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>6</w:t></w:r><w:r><w:t>!</w:t>",
        "10⁶!")]
    [InlineData("<w:t>a</w:t><w:tab/><w:t>b</w:t>", "a\tb")]
    [InlineData("<w:t>a</w:t><w:ptab w:relativeTo=\"margin\"/><w:t>b</w:t>", "a\tb")]
    [InlineData("<w:t>one</w:t><w:cr/><w:t>two</w:t>", "one\ntwo")]
    [InlineData("<w:t xml:space=\"preserve\">angle </w:t><w:sym w:font=\"Symbol\" w:char=\"F061\"/>", "angle α")]
    [InlineData("<w:t xml:space=\"preserve\">sum </w:t><w:sym w:font=\"Symbol\" w:char=\"F0E5\"/>", "sum ∑")]
    [InlineData("<w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/><w:t xml:space=\"preserve\"> done</w:t>", "✓ done")]
    [InlineData("<w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/><w:t xml:space=\"preserve\"> go on</w:t>", "→ go on")]
    [InlineData("<w:sym w:font=\"Arial\" w:char=\"20AC\"/><w:t>5</w:t>", "€5")]
    public void Read_SignsThatAreNoText_AreKept(string run, string expected) =>
        Assert.Equal(expected, Reading.Of(OfficeSource.Docx(OfficeSource.Paragraph(run))).Text);

    [Theory]
    [InlineData("word/document2.xml", "word/document2.xml")]
    [InlineData("word/document2.xml", "/word/document2.xml")]
    [InlineData("word/document22.xml", "word\\document22.xml")]
    [InlineData("Word/Document.xml", "word/document.xml")]
    [InlineData("word/main file.xml", "word/main%20file.xml")]
    [InlineData("word/./document3.xml", "word/../word/document3.xml")]
    public void Open_MainPartByItsRelationship_IsFound(string name, string target)
    {
        var document =
            $"<w:document {OfficeSource.Word}><w:body>{OfficeSource.Words("marmalade")}</w:body></w:document>";
        var file = OfficeSource.Archive(
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", target))),
            (name.Replace("/./", "/", StringComparison.Ordinal), document));

        Assert.Equal("marmalade", Reading.Of(file).Text);
    }

    [Fact]
    public void Open_StrictDocument_IsRead()
    {
        var strict =
            $"<w:document xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:body>{OfficeSource.Words("strictly")}</w:body></w:document>";
        var relationships =
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
                + "Id=\"r\" "
            + "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" "
            + "Target=\"word/document.xml\"/></Relationships>";

        Assert.Equal(
            "strictly",
            Reading.Of(OfficeSource.Archive(("_rels/.rels", relationships), ("word/document.xml", strict))).Text);
    }

    [Theory]
    [InlineData(
        "<w:p><w:r><w:t>Kept.</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>", "deletions")]
    [InlineData(
        "<w:p><w:r><w:t>Kept.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>gone</w:t></w:r></w:p>", "hidden text")]
    [InlineData(
        "<w:p><w:r><w:t>Kept.</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val=\"TOC1\"/></w:pPr><w:r><w:t>gone "
            + "5</w:t></w:r></w:p>",
        "table of contents")]
    public void Read_WhatIsLeftOut_IsWarnedOf(string body, string what)
    {
        var reading = Reading.Of(OfficeSource.Docx(body));

        Assert.Equal("Kept.", reading.Text);
        Assert.Contains(what, Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Comments_AreWarnedOf()
    {
        var comments =
            $"<w:comments {OfficeSource.Word}><w:comment w:id=\"0\">{OfficeSource.Words("why?")}</w:comment><w:comment "
                + $"w:id=\"1\">{OfficeSource.Words("so")}</w:comment></w:comments>";

        Assert.Equal(
            ["Left out: 2 × reviewers' comments."],
            Reading.Of(OfficeSource.Docx(Before, ("comments", "comments.xml", comments))).Warnings);
    }

    [Fact]
    public void Read_ChartAndDiagram_HaveTheirWordsInTheText()
    {
        const string Namespaces =
            "xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
                + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";
        var chart =
            $"<c:chartSpace {Namespaces}><a:p><a:r><a:t>Harvest by "
                + $"month</a:t></a:r></a:p><c:strCache><c:pt><c:v>August</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>17</c:v></c:pt></c:numCache></c:chartSpace>";
        var diagram = $"<d {Namespaces}><a:p><a:r><a:t>Sow, then wait</a:t></a:r></a:p></d>";

        var text = Reading
            .Of(
                OfficeSource.Docx(
                    Before, ("chart", "charts/chart1.xml", chart), ("diagramData", "diagrams/data1.xml", diagram)))
            .Text;

        Assert.All(["Harvest by month", "August", "Sow, then wait"], words =>
            Assert.Contains(words, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_EmbeddedHtml_IsReadInItsPlace() =>
        Assert.Equal(
            "Before it.\n\nFrom HTML.\n\nAfter it.", Reading
                .Of(
                    OfficeSource.Docx(
                        $"{Before}<w:altChunk r:id=\"r0\"/>{After}",
                        ("aFChunk", "chunk.html", "<html><body><p>From HTML.</p></body></html>")))
                .Text);

    [Fact]
    public void Open_DamagedRelationships_IsCorruptAndNotACrash() =>
        Assert.Equal(
            DocumentErrorCodes.Corrupt,
            Reading.Of(OfficeSource.Archive(("_rels/.rels", "<Relationships"), ("word/document.xml", "<x/>"))).Code);
}
