using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// A page of a Word document is called so only where its number is the one that Word shows; else it is a section.
/// </summary>
public sealed class WordPagesTests
{
    private const string Noted = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>";
    private const string End = "</w:t></w:r></w:p>";
    private const string ByHand = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";

    [Fact]
    public void Read_LongPage_IsNotSplit()
    {
        var page = string.Concat(
            Enumerable
                .Range(0, 60)
                .Select(static i =>
                    OfficeSource.Words(
                        $"Paragraph {i} of a page that is closely written, with words enough to fill two lines of it, "
                            + $"or three."
                    )));

        var reading = Reading.Of(
            OfficeSource.Docx(page + Noted + "The second page." + End + page + Noted + "The third page." + End));

        Assert.Equal(PageKind.Page, reading.Info.PageKind);
        Assert.Equal(3, reading.Pages.Count);
        Assert.True(reading.Pages[0].Text.Length > 5_000);
        Assert.StartsWith("The second page.", reading.Pages[1].Text, StringComparison.Ordinal);
        Assert.Equal("The third page.", reading.Pages[2].Text);
    }

    [Fact]
    public void Read_BlankPage_IsAPageToo()
    {
        // A page of a picture alone, then an empty one, as Word notes them.
        var blank =
            "<w:p><w:r><w:lastRenderedPageBreak/><w:drawing/></w:r></w:p>"
            + ByHand
            + "<w:p><w:r><w:lastRenderedPageBreak/><w:br w:type=\"page\"/></w:r></w:p>";

        var reading = Reading.Of(OfficeSource.Docx(OfficeSource.Words("One.") + blank + Noted + "Four." + End));

        Assert.Equal(["One.", "", "", "Four."], reading.Pages.Select(static page => page.Text));
        Assert.Equal(["pages_without_text 2–3"], reading.PageWarnings);
    }

    [Fact]
    public void Read_BreakByHandThatWordNotesToo_IsOneBreak() =>
        Assert.Equal(
            "One.\fTwo.\fThree.", Reading
                .Of(
                    OfficeSource.Docx(
                        OfficeSource.Words("One.") + ByHand + Noted + "Two." + End + Noted + "Three." + End))
                .Text);

    [Fact]
    public void Read_RowThatGoesOnOverAPage_IsOneBreak()
    {
        static string Cell(string first, string second) =>
            $"<w:tc><w:p><w:r><w:t>{first}</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t xml:space=\"preserve\"> "
                + $"{second}</w:t></w:r></w:p></w:tc>";

        var reading = Reading.Of(
            OfficeSource.Docx(
                $"<w:tbl><w:tr>{Cell("a", "b")}{Cell("c", "d")}{Cell("e", "f")}</w:tr></w:tbl>" + Noted + "Three." + End
            ));

        Assert.Equal(3, reading.Pages.Count);
        Assert.Equal("Three.", reading.Pages[2].Text);
        Assert.All("abcdef", letter => Assert.Contains(letter, reading.Text));
    }

    [Theory]
    [InlineData("3", PageKind.Page)]
    [InlineData("7", PageKind.Section)]
    [InlineData("2", PageKind.Section)]
    [InlineData(null, PageKind.Page)]
    public void Read_MarksThatDoNotAddUpToWordsOwnCount_AreSections(string? stated, PageKind kind)
    {
        var properties = stated is null
            ? "<Properties/>"
            : $"<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Pages>{stated}</Pages></Properties>";
        var document =
            $"<w:document {OfficeSource.Word}><w:body>{OfficeSource.Words("One.")}{Noted}Two.{End}{Noted}Three.{End}</w:body></w:document>";

        var reading = Reading.Of(
            OfficeSource.Archive(
                (
                    "_rels/.rels",
                    OfficeSource.Relationships(
                        ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml"))),
                ("word/document.xml", document), ("docProps/app.xml", properties)));

        Assert.Equal(kind, reading.Info.PageKind);
    }

    /// <summary>Word's count that cannot be read is none, and costs nothing but the pages' numbers.</summary>
    [Theory]
    [InlineData("<Properties><Pages>3")]
    [InlineData("<Properties><Pages><b>3</b></Pages></Properties>")]
    [InlineData("no XML")]
    [InlineData("")]
    public void Read_DamagedCountOfWord_IsNoneAndTheDocumentIsRead(string properties)
    {
        var document = $"<w:document {OfficeSource.Word}><w:body>{OfficeSource.Words("One.")}{Noted}Two.{End}</w:body>"
            + "</w:document>";

        var reading = Reading.Of(OfficeSource.Archive(
            ("_rels/.rels", OfficeSource.Relationships(
                ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml"))),
            ("word/document.xml", document),
            ("docProps/app.xml", properties)));

        Assert.Equal((null, PageKind.Section, "One.\fTwo."), (reading.Code, reading.Info.PageKind, reading.Text));
        Assert.Equal(["A part of the file is damaged: “docProps/app.xml”."], reading.Warnings);
    }

    [Fact]
    public void Read_PageThatNoPageCanBe_IsReadInSections()
    {
        var words = OfficeSource.Words(string.Concat(Enumerable.Repeat("Thirty characters of a sentence ", 1_000)));

        var reading = Reading.Of(OfficeSource.Docx(
            OfficeSource.Words("One.") + Noted + "Two." + End + string.Concat(Enumerable.Repeat(words, 32))));

        Assert.Equal((null, PageKind.Section), (reading.Code, reading.Info.PageKind));
        Assert.Equal("One.", reading.Pages[0].Text);
        Assert.All(reading.Pages, static page => Assert.InRange(page.Text.Length, 1, 3_600));
    }

    [Theory]
    [InlineData("")]
    [InlineData(ByHand)]
    public void Read_DocumentWithoutWordsMarks_HasSections(string between) =>
        Assert.Equal(
            PageKind.Section, Reading
                .Of(OfficeSource.Docx(OfficeSource.Words("One.") + between + OfficeSource.Words("Two.")))
                .Info.PageKind);

    [Fact]
    public void Read_KindOfOtherFormats_IsWhatTheyHave()
    {
        Assert.Equal(PageKind.Page, Reading.OfAsset("kitchen-garden.en.pdf").Info.PageKind);
        Assert.Equal(PageKind.Slide, Reading.OfAsset("tools/pandoc.pptx").Info.PageKind);
        Assert.All(
            [
                "tools/pandoc.docx", "tools/pandoc.epub", "garden-basics.en.html", "cycling.zh.md",
                "library-report.en.txt",
            ],
            static name => Assert.Equal(PageKind.Section, Reading.OfAsset(name).Info.PageKind));
    }

    [Fact]
    public void Read_FootnoteAndChart_StandOnTheirPage()
    {
        var chart =
            "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" "
                + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:t>Harvest</a:t></c:chartSpace>";
        var body =
            "<w:p><w:r><w:t>One.</w:t><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:drawing><c:chart "
                + "xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"r1\"/></w:drawing></w:r>"
            + "<w:r><w:t xml:space=\"preserve\"> Goes on "
            + "</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>here.</w:t></w:r></w:p>";
        var notes =
            $"<w:footnotes {OfficeSource.Word}><w:footnote w:id=\"2\"><w:p><w:r><w:t>The "
                + $"note.</w:t></w:r></w:p></w:footnote></w:footnotes>";

        var reading = Reading.Of(
            OfficeSource.Docx(body, ("footnotes", "footnotes.xml", notes), ("chart", "charts/chart1.xml", chart)));

        Assert.Equal(["One. Goes on\n\nThe note.\n\nHarvest", "here."], reading.Pages.Select(static page => page.Text));
    }

    [Fact]
    public void Read_BreaksInBoxesNotesAndContentsLines_AreCountedAsWordDoes()
    {
        var box = $"<w:pict><v:textbox><w:txbxContent>{Noted}In the box.{End}</w:txbxContent></v:textbox></w:pict>";
        var contents =
            "<w:p><w:pPr><w:pStyle w:val=\"TOC1\"/></w:pPr><w:r><w:t>One "
                + "1</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>2</w:t></w:r></w:p>";

        var reading = Reading.Of(
            OfficeSource.Docx($"<w:p><w:r>{box}</w:r></w:p>" + contents + OfficeSource.Words("Two.")));

        Assert.Equal(["In the box.", "Two."], reading.Pages.Select(static page => page.Text));
    }

    [Fact]
    public void Read_LargePictureWithAStamp_IsWarnedOf()
    {
        const string Scan =
            "<w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><wp:extent cx=\"7000000\" cy=\"9500000\"/>"
            + "<a:blip r:embed=\"r9\"/></wp:inline></w:drawing>";

        Assert.Equal(
            ["mostly_pictures 1"],
            Reading.Of(OfficeSource.Docx(OfficeSource.Words("Received.") + OfficeSource.Paragraph(Scan))).PageWarnings);
        Assert.Equal(DocumentErrorCodes.NoText, Reading.Of(OfficeSource.Docx(OfficeSource.Paragraph(Scan))).Code);
    }

    [Fact]
    public void Open_LongNumbersOrPiecesAgainAndAgain_AreCounted()
    {
        var numbering =
            $"<w:numbering {OfficeSource.Word}><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:numFmt "
                + $"w:val=\"decimal\"/><w:lvlText w:val=\"{new string('x', 20_000)}\"/></w:lvl>"
            + "</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num></w:numbering>";
        var item =
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
                + "w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>i</w:t></w:r></w:p>";
        var piece = (
            "aFChunk", "chunk.txt",
            string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"Piece {i} words.\n")));

        Assert.True(
            Reading
                .Of(
                    OfficeSource.Docx(
                        string.Concat(Enumerable.Repeat(item, 1_000)), ("numbering", "numbering.xml", numbering)))
                .Text.Length < 1_000_000);
        Assert.Equal(
            DocumentErrorCodes.TooLarge,
            Reading.Of(OfficeSource.Docx(string.Concat(Enumerable.Repeat("<w:altChunk r:id=\"r0\"/>", 34)), piece)).Code
        );
    }

    [Fact]
    public void Open_NoteThatNothingRefersTo_IsWarnedOf()
    {
        var notes =
            $"<w:footnotes {OfficeSource.Word}><w:footnote w:type=\"separator\" "
                + $"w:id=\"-1\">{OfficeSource.Words("___")}</w:footnote>"
            + $"<w:footnote w:id=\"2\">{OfficeSource.Words("Used.")}</w:footnote><w:footnote "
            + $"w:id=\"3\">{OfficeSource.Words("Lost.")}</w:footnote></w:footnotes>";

        var reading = Reading.Of(
            OfficeSource.Docx(
                "<w:p><w:r><w:t>One.</w:t><w:footnoteReference w:id=\"2\"/></w:r></w:p>",
                ("footnotes", "footnotes.xml", notes)));

        Assert.Equal(
            ("One.\n\nUsed.", "Left out: 1 × notes that nothing refers to."),
            (reading.Text, Assert.Single(reading.Warnings)));
    }

    [Fact]
    public void Read_ReadingsOverWords_LeaveTheWordsTogether()
    {
        static string Ruby(string reading, string sign) =>
            $"<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>{reading}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{sign}</w:t></w:r></w:rubyBase></w:ruby></w:r>";

        Assert.Equal(
            "東京(とうきょう)へ行く。",
            Reading
                .Of(
                    OfficeSource.Docx(
                        $"<w:p>{Ruby("とう", "東")}{Ruby("きょう", "京")}<w:r><w:t>へ行く。</w:t></w:r></w:p>"))
                .Text);
    }
}
