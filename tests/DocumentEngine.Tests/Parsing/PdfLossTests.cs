using System.Globalization;
using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Text that is on a PDF page and is not read is warned of by page, and never called blank.</summary>
public sealed class PdfLossTests
{
    private const string Helvetica = "/H << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    private const string Picture =
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 "
            + ">>\nstream\n\u0080\nendstream";

    // A font of two bytes a sign whose codes are numbers of drawings, as programs write them without a table of
    // characters.
    private const string Unnamed =
        "/U << /Type /Font /Subtype /Type0 /BaseFont /ABCDEF+Sub /Encoding /Identity-H /DescendantFonts [<< /Type "
            + "/Font /Subtype /CIDFontType2 "
        + "/BaseFont /ABCDEF+Sub /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 500 "
        + "/FontDescriptor << /Type /FontDescriptor "
        + "/FontName /ABCDEF+Sub /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 /Descent -120 "
        + "/CapHeight 700 /StemV 80 >> >>] >>";

    [Theory]
    [InlineData("BT /Missing 12 Tf 50 650 Td (Invisible words) Tj ET")]
    [InlineData("BT /Missing 12 Tf 50 650 Td [(Invisible) -200 (words)] TJ ET")]
    [InlineData("BT /Missing 12 Tf 12 TL 50 650 Td (Invisible words) ' ET")]
    [InlineData("BT /Missing 12 Tf 50 650 Td (Invisible) Tj 0 -12 Td (words) Tj ET")]
    [InlineData("/X Do")]
    public void Read_TextInAMissingFont_IsWarnedOfByPage(string content)
    {
        const string Form =
            "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << >> /Length 53 >>\nstream\nBT /Missing "
                + "12 Tf 50 650 Td (Invisible words) Tj ET   \nendstream";

        var reading = Reading.Of(
            new PdfDrawing()
                .Words(50, 700, "Shown words.")
                .Content(content)
                .Resources("", "/XObject << /X 10 0 R >>")
                .Object(Form)
                .ToFile());

        Assert.Equal("Shown words.", reading.Text);
        Assert.Equal(["lost_text 1"], reading.PageWarnings);
    }

    [Fact]
    public void Read_MissingFont_CountsItsPieces()
    {
        var pieces = string.Concat(
            Enumerable
                .Range(0, 7)
                .Select(static i =>
                    string.Create(
                        CultureInfo.InvariantCulture, $"BT /Missing 12 Tf 50 {600 - (12 * i)} Td (line) Tj ET\n")));
        var coverage = new TextCoverage();
        coverage.Add(Reading.Of(new PdfDrawing().Words(50, 700, "Shown words.").Content(pieces).ToFile()).Pages[0]);

        Assert.Contains("7 pieces of text", Assert.Single(coverage.Warnings()).Message.En, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnlyMissingFonts_IsNotCalledAScan()
    {
        var coverage = new TextCoverage();
        coverage.Add(
            Reading.Of(new PdfDrawing().Content("BT /Missing 12 Tf 50 650 Td (Invisible words) Tj ET").ToFile()).Pages[
                0
            ]);

        var failure = Assert.Throws<DocumentException>(coverage.ThrowIfNoText);

        Assert.Equal(DocumentErrorCodes.NoText, failure.Code);
        Assert.Contains("fonts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FontWithoutNamesOfItsSigns_IsAGapAndNoNonsense()
    {
        var reading = Reading.Of(
            new PdfDrawing()
                .Words(50, 700, "Shown words.")
                .Resources(Unnamed)
                .Content("BT /U 12 Tf 50 650 Td <002400250026> Tj ET")
                .ToFile());

        Assert.DoesNotContain("$%&", reading.Text, StringComparison.Ordinal);
        Assert.Contains('\uFFFD', reading.Text);
        Assert.Equal(["unreadable_characters 1"], reading.PageWarnings);
    }

    [Fact]
    public void Read_SimpleFontWithoutNames_KeepsItsLettersAndWarns()
    {
        const string Font =
            "/G << /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Own /FirstChar 65 /LastChar 67 /Widths [600 600 600] "
            + "/Encoding << /Type /Encoding /Differences [65 /g01 /g02 /g03] >> /FontDescriptor << /Type "
            + "/FontDescriptor /FontName /ABCDEF+Own /Flags 4 "
            + "/FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>";

        var reading = Reading.Of(
            new PdfDrawing()
                .Words(50, 700, "Shown words.")
                .Resources(Font)
                .Content("BT /G 12 Tf 50 650 Td (ABC) Tj ET")
                .ToFile());

        Assert.Contains("unreadable_characters 1", reading.PageWarnings);
    }

    [Theory]
    [InlineData("600 0 0 800 0 0", "Received 29 November", true)]
    [InlineData("600 0 0 800 0 0", "7", true)]
    [InlineData("600 0 0 420 0 200", "Page 3 of 9", true)]
    [InlineData("0 800 -600 0 600 0", "Turned", true)]
    [InlineData("-600 0 0 800 600 0", "Mirrored", true)]
    [InlineData("100 0 0 100 50 50", "A letter with a small picture.", false)]
    public void Read_PictureOfAPageWithAStamp_IsWarnedOf(string matrix, string stamp, bool isWarned)
    {
        var reading = Reading.Of(
            new PdfDrawing()
                .Content($"q {matrix} cm /I Do Q")
                .Words(50, 30, stamp)
                .Resources("", "/XObject << /I 10 0 R >>")
                .Object(Picture)
                .ToFile());

        Assert.Equal(stamp, reading.Text);
        string[] expected = isWarned ? ["mostly_pictures 1"] : [];
        Assert.Equal(expected, reading.PageWarnings);
    }

    [Fact]
    public void Read_PictureInStrips_IsAddedUp()
    {
        var drawing = new PdfDrawing()
            .Words(50, 30, "Page 1")
            .Resources("", "/XObject << /I 10 0 R >>")
            .Object(Picture);
        for (var i = 0; i < 16; i++)
            drawing.Content(string.Create(CultureInfo.InvariantCulture, $"q 600 0 0 50 0 {50 * i} cm /I Do Q"));

        Assert.Equal(["mostly_pictures 1"], Reading.Of(drawing.ToFile()).PageWarnings);
    }

    [Fact]
    public void Read_PageOfTextOnAPicture_IsNotWarnedOf()
    {
        var drawing = new PdfDrawing()
            .Content("q 600 0 0 800 0 0 cm /I Do Q")
            .Resources("", "/XObject << /I 10 0 R >>")
            .Object(Picture);
        for (var i = 0; i < 12; i++)
            drawing.Words(50, 700 - (14 * i), "A line of the text that stands on a coloured ground.");

        Assert.Empty(Reading.Of(drawing.ToFile()).PageWarnings);
    }

    [Fact]
    public void Read_DrawingOfManyLinesWithACaption_IsWarnedOf()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 2_500; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{i % 500} {i % 700} m 9 9 l S\n");

        Assert.Equal(
            ["mostly_pictures 1"],
            Reading.Of(new PdfDrawing().Content(lines.ToString()).Words(50, 30, "Plan 7").ToFile()).PageWarnings);
    }

    [Fact]
    public void Read_InstructionsThatNobodyKnows_AreWarnedOf() =>
        Assert.Equal(
            ["lost_text 1"],
            Reading
                .Of(new PdfDrawing().Words(50, 700, "Shown words.").Content("BT /F 10 Tf (lost words) TjX ET").ToFile())
                .PageWarnings);

    [Theory]
    [InlineData("\uF001nal a\uF002oat", "final afloat")]
    [InlineData("\uF061", "α")]
    public void Read_SignsOfAFontsOwn_AreReadWhereTheyAreKnown(string drawn, string text) =>
        Assert.Equal(text, Reading.Of(new PdfDrawing().Words(50, 700, drawn).ToFile()).Text);

    [Fact]
    public void Read_OrdinaryPage_HasNoWarning() =>
        Assert.Empty(
            Reading
                .Of(
                    new PdfDrawing()
                        .Words(50, 700, "Shown words.")
                        .Resources(Helvetica)
                        .Content("BT /H 12 Tf 50 650 Td (More of them.) Tj ET")
                        .ToFile())
                .PageWarnings);
}
