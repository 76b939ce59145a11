namespace DocumentEngine.Tests.Parsing;

/// <summary>Numbers of lists and headings, and fields, have the value that the page shows.</summary>
public sealed class WordNumberTests
{
    [Theory]
    [InlineData(
        "<w:fldChar w:fldCharType=\"begin\"><w:ffData><w:ddList><w:result w:val=\"1\"/><w:listEntry "
            + "w:val=\"red\"/><w:listEntry w:val=\"green\"/></w:ddList></w:ffData></w:fldChar>",
        "green")]
    [InlineData(
        "<w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default "
            + "w:val=\"0\"/><w:checked/></w:checkBox></w:ffData></w:fldChar>",
        "☒")]
    [InlineData(
        "<w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default "
            + "w:val=\"0\"/></w:checkBox></w:ffData></w:fldChar>",
        "☐")]
    [InlineData(
        "<w:fldChar w:fldCharType=\"begin\"/><w:instrText>DATE</w:instrText><w:fldChar "
            + "w:fldCharType=\"separate\"/><w:t>3 May</w:t><w:fldChar w:fldCharType=\"end\"/>",
        "3 May")]
    public void Read_Field_HasTheValueThatThePageShows(string run, string value) =>
        Assert.Equal(
            "Choice: " + value, Reading
                .Of(OfficeSource.Docx(OfficeSource.Paragraph("<w:t xml:space=\"preserve\">Choice: </w:t>" + run)))
                .Text);

    [Theory]
    [InlineData("decimal", "%1.", "1. one|2. two|2.1 inner|3. three")]
    [InlineData("upperRoman", "%1)", "I) one|II) two|II.1 inner|III) three")]
    [InlineData("lowerLetter", "(%1)", "(a) one|(b) two|b.1 inner|(c) three")]
    [InlineData("chineseCounting", "%1、", "一、 one|二、 two|二.1 inner|三、 three")]
    [InlineData("bullet", "\uF0B7", "• one|• two|.1 inner|• three")]
    public void Read_NumbersOfAList_AreThoseOfThePage(string form, string text, string expected)
    {
        var numbering =
            $"<w:numbering {OfficeSource.Word}><w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start "
                + $"w:val=\"1\"/><w:numFmt w:val=\"{form}\"/><w:lvlText w:val=\"{text}\"/></w:lvl>"
            + "<w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"decimal\"/><w:lvlText "
            + "w:val=\"%1.%2\"/></w:lvl></w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId "
            + "w:val=\"7\"/></w:num></w:numbering>";
        var items = string.Concat(
            new[] { ("one", 0), ("two", 0), ("inner", 1), ("three", 0) }.Select(static item =>
                $"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{item.Item2}\"/><w:numId "
                    + $"w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t>{item.Item1}</w:t></w:r></w:p>"
            ));

        var read = Reading.Of(OfficeSource.Docx(items, ("numbering", "numbering.xml", numbering))).Text;

        Assert.Equal(expected, read.Replace("\n\n", "|", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_HeadingNumberedByItsStyle_HasItsNumber()
    {
        var numbering =
            $"<w:numbering {OfficeSource.Word}><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt "
                + $"w:val=\"decimal\"/><w:lvlText w:val=\"Chapter %1\"/></w:lvl></w:abstractNum>"
            + "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride "
            + "w:val=\"4\"/></w:lvlOverride></w:num></w:numbering>";
        var styles =
            $"<w:styles {OfficeSource.Word}><w:style w:styleId=\"H\"><w:name w:val=\"heading "
                + $"1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
        var heading = "<w:p><w:pPr><w:pStyle w:val=\"H\"/></w:pPr><w:r><w:t>The pond</w:t></w:r></w:p>";

        var reading = Reading.Of(
            OfficeSource.Docx(
                heading + heading, ("numbering", "numbering.xml", numbering), ("styles", "styles.xml", styles)));

        Assert.Equal("Chapter 4 The pond\n\nChapter 5 The pond", reading.Text);
        Assert.Equal("Chapter 4 The pond", reading.Info.Outline[0].Title);
    }
}
