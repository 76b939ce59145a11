namespace DocumentEngine.Tests.Parsing;

/// <summary>What a slide shows is not all in the slide's own part.</summary>
public sealed class SlideTests
{
    private const string Show =
        "xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

    private const string Prompt =
        "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Click to "
            + "edit</a:t></a:r></a:p></p:txBody></p:sp>";

    [Fact]
    public void Read_WordsOfLayoutAndMaster_AreReadOnceAtTheFirstSlideThatShowsThem() => Assert.Equal(
        ["One.\n\nBranch of Ulm\n\nMill & Sons", "Two."], Deck("", "").Pages.Select(static page => page.Text));

    [Fact]
    public void Read_SlideThatHidesItsMaster_ShowsOnlyItself() =>
        Assert.Equal(
            ["One.", "Two.\n\nBranch of Ulm\n\nMill & Sons"],
            Deck(" showMasterSp=\"0\"", "").Pages.Select(static page => page.Text));

    [Fact]
    public void Read_LargePictureWithACaption_IsWarnedOf()
    {
        const string Scan = "<p:pic><p:spPr><a:xfrm><a:ext cx=\"9000000\" cy=\"6000000\"/></a:xfrm></p:spPr></p:pic>";

        Assert.Equal(["mostly_pictures 1"], Deck("", Scan).PageWarnings);
        Assert.Empty(Deck("", Scan.Replace("9000000", "900000", StringComparison.Ordinal)).PageWarnings);
    }

    [Fact]
    public void Read_NewKindOfChart_HasItsWords()
    {
        const string Chart =
            "<cx:chartSpace xmlns:cx=\"http://schemas.microsoft.com/office/drawing/2014/chartex\" "
                + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">"
            + "<cx:strDim><cx:lvl><cx:pt idx=\"0\">Barley</cx:pt><cx:pt "
            + "idx=\"1\">Spelt</cx:pt></cx:lvl></cx:strDim><cx:numDim><cx:lvl><cx:pt "
            + "idx=\"0\">9</cx:pt></cx:lvl></cx:numDim><a:t>Harvest</a:t></cx:chartSpace>";

        var text = Reading
            .Of(OfficeSource.Docx(OfficeSource.Words("One."), ("chartEx", "charts/chartEx1.xml", Chart)))
            .Text;

        Assert.Equal("One.\n\nBarley\nSpelt\nHarvest", text);
    }

    [Fact]
    public void Read_NumbersOfAList_AreThoseOfTheSlide()
    {
        static string Item(string words, string type, int level = 0) =>
            $"<a:p><a:pPr lvl=\"{level}\">{(type.Length > 0 ? $"<a:buAutoNum type=\"{type}\"/>" : "")}</a:pPr><a:r><a:t>{words}</a:t></a:r></a:p>";
        var items =
            Item("one", "arabicPeriod")
            + Item("in", "alphaLcParenR", 1)
            + Item("in", "alphaLcParenR", 1)
            + Item("two", "arabicPeriod")
            + Item("none", "")
            + Item("again", "arabicPeriod")
            + Item("in", "romanUcParenBoth", 1);

        Assert.Equal(
            "1. one\na) in\nb) in\n2. two\nnone\n1. again\n(I) in",
            Reading.Of(FormatSource.Pptx($"<p:sp><p:txBody>{items}</p:txBody></p:sp>")).Text);
    }

    private static Reading Deck(string attributes, string shapes) =>
        Reading.Of(
            OfficeSource.Archive(
                ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "ppt/presentation.xml"))),
                (
                    "ppt/presentation.xml",
                    $"<p:presentation {Show}><p:sldIdLst><p:sldId id=\"256\" r:id=\"r0\"/><p:sldId id=\"257\" "
                        + $"r:id=\"r1\"/></p:sldIdLst></p:presentation>"
                ),
                (
                    "ppt/_rels/presentation.xml.rels",
                    OfficeSource.Relationships(("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml"))),
                ("ppt/slides/slide1.xml", $"<p:sld {Show}{attributes}>{Shape("One.")}{shapes}</p:sld>"),
                ("ppt/slides/slide2.xml", $"<p:sld {Show}>{Shape("Two.")}</p:sld>"),
                (
                    "ppt/slides/_rels/slide1.xml.rels",
                    OfficeSource.Relationships(("slideLayout", "../slideLayouts/layout1.xml"))),
                (
                    "ppt/slides/_rels/slide2.xml.rels",
                    OfficeSource.Relationships(("slideLayout", "../slideLayouts/layout1.xml"))),
                ("ppt/slideLayouts/layout1.xml", $"<p:sldLayout {Show}>{Prompt}{Shape("Branch of Ulm")}</p:sldLayout>"),
                (
                    "ppt/slideLayouts/_rels/layout1.xml.rels",
                    OfficeSource.Relationships(("slideMaster", "../slideMasters/master1.xml"))),
                (
                    "ppt/slideMasters/master1.xml",
                    $"<p:sldMaster {Show}>{Prompt}{Shape("Mill &amp; Sons")}</p:sldMaster>")));

    private static string Shape(string words) =>
        $"<p:sp><p:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>";
}
