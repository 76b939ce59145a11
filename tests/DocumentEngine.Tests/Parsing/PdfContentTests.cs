using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>What a PDF page shows is in the text, in the order in which it is read.</summary>
public sealed class PdfContentTests
{
    [Theory]
    [InlineData("hebrew.pdf", "שלום עולם")]
    [InlineData("margin-note.pdf", "Sideways stamp number QX4711")]
    [InlineData("two-columns-row-order.pdf", "tall in the summer of last\nyear.\nRight column speaks about")]
    public void Open_CaseOfAReport_IsReadInOrder(string name, string words) =>
        Assert.Contains(words, Reading.OfAsset("cases/" + name).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("hebrew.html.pdf", "שלום עולם, זהו ספר הגינה (מהדורה 12) של Dpa משנת 2026.")]
    [InlineData("arabic.html.pdf", "يجتمع المتطوعون كل صباح في المكتبة رقم 45.")]
    [InlineData("mixed.html.pdf", "The Hebrew for garden is גינה קטנה and it is used twice.")]
    [InlineData("turned.html.pdf", "Sideways stamp number QX4711")]
    [InlineData("vertical.html.pdf", "庭の本は毎朝図書館で読まれています。")]
    [InlineData("vertical-words.html.pdf", "庭の本 Open Garden Handbook は毎朝図書館で")]
    [InlineData("vertical-words.html.pdf", "Dpa の種をまく日は2026年の三月12日です。次")]
    [InlineData("vertical-words.html.pdf", "Latin words that run over the end of one column 続きです。")]
    [InlineData("spaced.html.pdf", "目录")]
    [InlineData("spaced.html.pdf", "WIDE TITLE")]
    [InlineData("spaced.html.pdf", "CONTENTS")]
    [InlineData("columns.html.pdf", "summer of last year beside the pond.\nColumn story part 5 tells")]
    [InlineData("libreoffice.pdf", "A tachyon walks into the mill.")]
    [InlineData("qpdf-linearized.pdf", "The miller opens the sluice at dawn.")]
    [InlineData("qpdf-rotated.pdf", "The miller opens the sluice at dawn.")]
    [InlineData("qpdf-owner-password.pdf", "The miller opens the sluice at dawn.")]
    public void Read_PdfOfARealProgram_HasItsWordsInOrder(string name, string words)
    {
        var reading = Reading.OfAsset("tools/" + name);

        Assert.Contains(
            words.Replace("\n", " ", StringComparison.Ordinal), reading.Text.Replace('\n', ' '),
            StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', reading.Text);
    }

    [Fact]
    public void Read_TwoColumnsUnderATitle_AreReadOneAfterTheOther() =>
        Assert.Equal(
            "A title over both columns of this page of the paper\n\nThe first column of it begins\nand it goes on in "
                + "this line\nuntil it ends with this one.\nThe second column then comes\nwith lines of its very "
                + "own\nand a last one at the end.",
            Reading
                .Of(
                    ByRow(
                        new PdfDrawing().Words(50, 700, "A title over both columns of this page of the paper"), 660,
                        [
                            "The first column of it begins", "and it goes on in this line",
                            "until it ends with this one.",
                        ],
                        ["The second column then comes", "with lines of its very own", "and a last one at the end."]))
                .Text);

    [Fact]
    public void Read_ThreeColumns_AreReadOneAfterTheOther()
    {
        var text = Reading.Of(ByRow(new(), 700,
            ["First of three here", "goes on right here", "and ends just here"],
            ["Second of the three", "goes on over there", "and ends over there"],
            ["Third and last one.", "It goes on as well", "and ends the page."])).Text;

        Assert.True(
            text.IndexOf("ends just here", StringComparison.Ordinal)
                < text.IndexOf("Second of", StringComparison.Ordinal),
            text);
        Assert.True(
            text.IndexOf("ends over there", StringComparison.Ordinal)
                < text.IndexOf("Third and", StringComparison.Ordinal),
            text);
    }

    [Fact]
    public void Read_ChineseColumns_AreReadOneAfterTheOther() =>
        Assert.Equal(
            "左边一栏讲述菜园里的\n故事以及去年夏天长得\n很高的苤蓝和池塘\n右边一栏讲述图书馆里\n的志愿者每个星期三下\n午三点钟在门口集合", Reading
                .Of(
                    ByRow(
                        new(), 700,
                        ["左边一栏讲述菜园里的", "故事以及去年夏天长得", "很高的苤蓝和池塘"],
                        ["右边一栏讲述图书馆里", "的志愿者每个星期三下", "午三点钟在门口集合"]))
                .Text);

    [Fact]
    public void Read_ColumnsWithoutTheSameLength_LoseNoLine() =>
        Assert.Equal(
            "The first column has many lines\nand it goes on in this line\nand still goes on in this one\nand in this "
                + "one which is last.\nThe second column has only\nthree lines on this page\nand this is its last one.",
            Reading
                .Of(
                    ByRow(
                        new(), 700,
                        [
                            "The first column has many lines", "and it goes on in this line",
                            "and still goes on in this one", "and in this one which is last.",
                        ],
                        ["The second column has only", "three lines on this page", "and this is its last one."]))
                .Text);

    [Fact]
    public void Read_Table_StaysInItsRows() =>
        Assert.Equal(
            "Barley flour 9 hours\nSpelt flour 12 hours\nRye flour 7 hours\nOats 5 hours", Reading
                .Of(
                    ByRow(
                        new(), 700,
                        ["Barley flour", "Spelt flour", "Rye flour", "Oats"],
                        ["9 hours", "12 hours", "7 hours", "5 hours"]))
                .Text);

    [Fact]
    public void Read_ColumnsDrawnOneByOne_StayAsTheyAre() =>
        Assert.Equal(
            "The first column of it begins\nand it goes on in this line.\nThe second column then comes\nwith lines of "
                + "its very own.",
            Reading
                .Of(
                    new PdfDrawing()
                        .Lines(50, 700, "The first column of it begins", "and it goes on in this line.")
                        .Lines(330, 700, "The second column then comes", "with lines of its very own.")
                        .ToFile())
                .Text);

    [Theory]
    [InlineData("C O N T E N T S", "CONTENTS")]
    [InlineData("目 录", "目录")]
    [InlineData("前 言", "前言")]
    [InlineData("A N N U A L  R E P O R T", "ANNUAL REPORT")]
    [InlineData("I am a b c", "I am a b c")]
    [InlineData("1 2 3 4 5 6 7", "1 2 3 4 5 6 7")]
    public void Read_SpacedTitle_IsItsWords(string drawn, string read) =>
        Assert.Equal(read, Reading.Of(new PdfDrawing().Words(50, 700, drawn).ToFile()).Text);

    [Theory]
    [InlineData("/FT /Tx /T (Name) /V (Ada Miller)", "Name: Ada Miller")]
    [InlineData("/FT /Tx /T (n) /TU (Full name) /V <FEFF5F20654F>", "Full name: 张敏")]
    [InlineData("/FT /Ch /Ff 131072 /T (Grain) /Opt [[(b) (barley)] [(s) (spelt)]] /V (s)", "Grain: spelt")]
    [InlineData("/FT /Ch /T (Grains) /Opt [(barley) (spelt) (rye)] /V [(barley) (rye)]", "Grains: barley, rye")]
    [InlineData("/FT /Btn /T (Paid) /V /Yes /AS /Yes", "Paid: ☒")]
    [InlineData("/FT /Btn /T (Paid) /V /Off /AS /Off", "Paid: ☐")]
    public void Read_FormField_HasItsValueOnItsPage(string field, string line) =>
        Assert.Equal(
            "The form.\n\n" + line, Reading
                .Of(
                    new PdfDrawing()
                        .Words(50, 700, "The form.")
                        .Catalog("/AcroForm << /Fields [10 0 R] >>")
                        .Object(
                            $"<< /Type /Annot /Subtype /Widget /Rect [50 600 200 620] /P 3 0 R {field} >>",
                            isOnPage: true)
                        .ToFile())
                .Text);

    [Theory]
    [InlineData("/Subtype /FreeText /DA (/Helv 10 Tf) /Contents (Typed over the page)", "Typed over the page")]
    [InlineData("/Subtype /Text /Contents (A sticky note)", "A sticky note")]
    public void Read_NoteOnThePage_IsReadAfterItsText(string note, string words) =>
        Assert.Equal(
            "The page.\n\n" + words, Reading
                .Of(
                    new PdfDrawing()
                        .Words(50, 700, "The page.")
                        .Object($"<< /Type /Annot /Rect [50 600 200 620] {note} >>", isOnPage: true)
                        .ToFile())
                .Text);

    [Theory]
    [InlineData("/Names << /EmbeddedFiles << /Names [] >> >>", "attached")]
    [InlineData("/AcroForm << /Fields [] /XFA [] >>", "XFA")]
    public void Open_WhatIsLeftOut_IsWarnedOf(string catalog, string what) =>
        Assert.Contains(
            what,
            Assert.Single(Reading.Of(new PdfDrawing().Words(50, 700, "The page.").Catalog(catalog).ToFile()).Warnings),
            StringComparison.Ordinal);

    [Fact]
    public void Read_GlyphsThatTheFontDoesNotName_AreAGapAndAWarning()
    {
        var reading = Reading.Of(new PdfDrawing().Words(50, 700, "Known \0\0\0 words.").ToFile());
        var coverage = new TextCoverage();
        foreach (var page in reading.Pages)
            coverage.Add(page);

        Assert.Equal("Known \uFFFD words.", reading.Text);
        Assert.Equal(DocumentWarningCodes.UnreadableCharacters, Assert.Single(coverage.Warnings()).Code);
    }

    private static byte[] ByRow(PdfDrawing drawing, double top, params string[][] columns)
    {
        for (var row = 0; row < columns.Max(static column => column.Length); row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                if (row < columns[column].Length)
                    drawing.Words(50 + (column * 540 / columns.Length), top - (12 * row), columns[column][row]);
            }
        }

        return drawing.ToFile();
    }
}
