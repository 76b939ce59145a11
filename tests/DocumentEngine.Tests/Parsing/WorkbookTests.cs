using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Workbooks: cells as they are shown, and what a file lacks is said.</summary>
public sealed class WorkbookTests
{
    private const string Styles =
        "<numFmts><numFmt numFmtId=\"170\" formatCode=\"00000\"/><numFmt numFmtId=\"171\" formatCode=\"[h]:mm\"/>"
        + "<numFmt numFmtId=\"172\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@\"/><numFmt "
        + "numFmtId=\"173\" formatCode=\";;;\"/></numFmts>"
        + "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/><xf numFmtId=\"172\"/><xf "
        + "numFmtId=\"46\"/><xf numFmtId=\"49\"/>"
        + "<xf numFmtId=\"31\"/><xf numFmtId=\"173\"/></cellXfs>";

    [Theory]
    [InlineData("<c s=\"1\"><v>47</v></c>", "00047")]
    [InlineData("<c s=\"2\"><v>1.5</v></c>", "36:00")]
    [InlineData("<c s=\"3\"><v>45123</v></c>", "2023年7月16日")]
    [InlineData("<c s=\"4\"><v>1.25</v></c>", "30:00:00")]
    [InlineData("<c s=\"5\"><v>47</v></c>", "47")]
    [InlineData("<c s=\"5\" t=\"s\"><v>0</v></c>", "Grain")]
    [InlineData("<c s=\"6\"><v>45123</v></c>", "2023年7月16日")]
    [InlineData("<c s=\"3\" t=\"d\"><v>2023-07-16T08:30:00</v></c>", "2023年7月16日")]
    [InlineData("<c t=\"d\"><v>2023-07-16</v></c>", "2023-07-16")]
    [InlineData("<c t=\"inlineStr\"><is><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh></is></c>", "東京")]
    public void Read_Cell_IsAsItIsShown(string cell, string shown) =>
        Assert.Equal($"Sheet\n\n{shown}", Reading.Of(Book(cell)).Text);

    [Fact]
    public void Read_DaysFrom1904_AreThoseThatAreShown() =>
        Assert.Equal(
            "Sheet\n\n2023年7月16日", Reading.Of(Book("<c s=\"3\"><v>43661</v></c>", "<workbookPr date1904=\"1\"/>")).Text
        );

    [Fact]
    public void Read_HiddenValues_AreLeftOutAndCounted()
    {
        var reading = Reading.Of(
            Book("<c><v>1</v></c><c s=\"7\"><v>2</v></c><c s=\"7\" t=\"s\"><v>0</v></c><c s=\"7\"><v>0</v></c>"));

        Assert.Equal("Sheet\n\n1", reading.Text);
        Assert.Equal(["Left out: 2 × cells whose format hides their value."], reading.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_CellsWhoseTextsAreMissing_AreWarnedOf(bool hasPart)
    {
        const string Cells =
            "<c><v>5</v></c><c t=\"s\"><v>0</v></c><c t=\"s\"><v>7</v></c><c t=\"s\"><v>-1</v></c><c "
                + "t=\"s\"><v>99999999999</v></c><c t=\"s\"/>";

        var reading = Reading.Of(Book(Cells, hasStrings: hasPart));

        var warning = Assert.Single(reading.Info.Warnings, static warning => warning.Part == "Sheet");
        Assert.Equal(DocumentWarningCodes.Damaged, warning.Code);
        Assert.Equal(hasPart ? 0 : 1, reading.Info.Warnings.Count(static each => each.Part == "xl/sharedStrings.xml"));
        Assert.Equal(
            $"{(hasPart ? 3 : 4)} cells of the sheet “Sheet” name texts that are missing in the file.",
            warning.Message.En);
        Assert.StartsWith(hasPart ? "Sheet\n\n5\tGrain" : "Sheet\n\n5", reading.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void Read_CellsWhoseFormatsAreMissing_AreWarnedOf(bool hasPart, int cells)
    {
        var reading = Reading.Of(
            Book("<c s=\"3\"><v>45123</v></c><c s=\"90\"><v>45123</v></c><c><v>1</v></c>", hasStyles: hasPart));

        var warning = Assert.Single(reading.Info.Warnings, static warning => warning.Part == "Sheet");
        Assert.Equal(DocumentWarningCodes.Damaged, warning.Code);
        Assert.StartsWith($"{cells} ", warning.Message.En, StringComparison.Ordinal);
        Assert.EndsWith("45123\t1", reading.Text, StringComparison.Ordinal);
    }

    /// <summary>Whatever a part names and the file has not, in any of the formats of Office.</summary>
    [Theory]
    [InlineData("comments")]
    [InlineData("drawing")]
    [InlineData("threadedComment")]
    public void Read_PartOfASheetThatIsMissing_IsWarnedOf(string kind)
    {
        var reading = Reading.Of(
            Book(
                "<c><v>5</v></c>",
                more: ("xl/worksheets/_rels/sheet.xml.rels", OfficeSource.Relationships((kind, "../gone.xml")))));

        Assert.Equal("Sheet\n\n5", reading.Text);
        Assert.Equal(["A part of the file is missing: “xl/gone.xml”."], reading.Warnings);
    }

    [Fact]
    public void Read_PartsOfOtherFormatsThatAreMissing_AreWarnedOf()
    {
        var word = Reading.Of(
            OfficeSource.Archive(
                ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "word/document.xml"))),
                (
                    "word/document.xml",
                    $"<w:document {OfficeSource.Word}><w:body>{OfficeSource.Words("Words")}</w:body></w:document>"),
                (
                    "word/_rels/document.xml.rels",
                    OfficeSource.Relationships(("footnotes", "footnotes.xml"), ("header", "header1.xml")))));

        Assert.Equal(
            [
                "A part of the file is missing: “word/footnotes.xml”.",
                "A part of the file is missing: “word/header1.xml”.",
            ],
            word.Warnings);
    }

    [Fact]
    public void Read_SharedTextsThatAreCut_IsADamagedFile() =>
        Assert.Equal(
            DocumentErrorCodes.Corrupt,
            Reading.Of(Book("<c t=\"s\"><v>0</v></c>", strings: "<sst><si><t>Grain</t></si><si><t>Bar")).Code);

    private static byte[] Book(
        string cells,
        string properties = "",
        bool hasStrings = true,
        bool hasStyles = true,
        string strings = "<sst><si><t>Grain</t></si></sst>",
        (string, string)? more = null) =>
        OfficeSource.Archive(
        [
            ("_rels/.rels", OfficeSource.Relationships(("officeDocument", "xl/workbook.xml"))),
            (
                "xl/workbook.xml",
                $"<workbook {FormatSource.Book}>{properties}<sheets><sheet name=\"Sheet\" sheetId=\"1\" "
                    + $"r:id=\"r2\"/></sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                OfficeSource.Relationships(
                    ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml"),
                    ("worksheet", "worksheets/sheet.xml"))),
            .. hasStrings ? [("xl/sharedStrings.xml", strings)] : Array.Empty<(string, string)>(),
            .. hasStyles ? [("xl/styles.xml", $"<styleSheet>{Styles}</styleSheet>")] : Array.Empty<(string, string)>(),
            .. more is { } part ? [part] : Array.Empty<(string, string)>(),
            ("xl/worksheets/sheet.xml", $"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"),
        ]);
}
