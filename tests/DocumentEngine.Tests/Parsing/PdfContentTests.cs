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
    [InlineData("שלום עולם", "םלוע םולש")]
    [InlineData("גרסה 12 של הספר", "רפסה לש 12 הסרג")]
    [InlineData("המחיר 1,250.50 ליום", "םויל 1,250.50 ריחמה")]
    [InlineData("קובץ Read Me חדש", "שדח Read Me ץבוק")]
    [InlineData("ספר (חדש) בספרייה", "היירפסב (שדח) רפס")]
    [InlineData("قال العالم 45 كلمة", "ةملك 45 ملاعلا لاق")]
    [InlineData("פגישה ב-12/03/2026 בערב", "ברעב 12/03/2026-ב השיגפ")]
    [InlineData("הנחה של 50% היום", "םויה 50% לש החנה")]
    [InlineData("מחיר ₪120 בלבד", "דבלב ₪120 ריחמ")]
    [InlineData("دفتر ۴۵ صفحه دارد", "دراد هحفص ۴۵ رتفد")]
    [InlineData("אתר dpa.example/docs פתוח", "חותפ dpa.example/docs רתא")]
    [InlineData("The word גינה קטנה means garden.", "The word הנטק הניג means garden.")]
    public void Read_RightToLeft_IsInTheOrderOfReading(string logical, string seen) =>
        Assert.Equal(logical, Reading.Of(new PdfDrawing().Words(50, 700, seen).ToFile()).Text);

    [Fact]
    public void Read_RightToLeftWrittenFromTheRight_IsTheSame()
    {
        var drawing = new PdfDrawing();
        const string Words = "שלום עולם";
        for (var i = 0; i < Words.Length; i++)
            drawing.Words(300 - (5 * i), 700, Words[i].ToString());

        Assert.Equal(Words, Reading.Of(drawing.ToFile()).Text);
    }

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
    [InlineData("0 1 -1 0 40 300")]
    [InlineData("0 -1 1 0 560 600")]
    [InlineData("-1 0 0 -1 500 300")]
    [InlineData("0.7071 0.7071 -0.7071 0.7071 100 100")]
    [InlineData("0.9659 -0.2588 0.2588 0.9659 100 500")]
    public void Read_TurnedLine_ComesAfterTheOthers(string matrix) =>
        Assert.Equal(
            "The level text comes first.\nIt has two lines.\n\nStamp number QX4711", Reading
                .Of(
                    new PdfDrawing()
                        .Matrix(matrix, "Stamp number QX4711", 10)
                        .Lines(80, 700, "The level text comes first.", "It has two lines.")
                        .ToFile())
                .Text);

    [Fact]
    public void Read_PageOnItsSide_IsReadLikeAnyOther()
    {
        var drawing = new PdfDrawing();
        for (var i = 0; i < 3; i++)
            drawing.Upwards(100 + (12 * i), 100, $"Line {i} of a page that lies on its side.");

        Assert.Equal(
            "Line 0 of a page that lies on its side.\nLine 1 of a page that lies on its side.\nLine 2 of a page that "
                + "lies on its side.",
            Reading.Of(drawing.ToFile()).Text);
    }

    [Fact]
    public void Read_VerticalWriting_IsColumnsFromTheRight()
    {
        var drawing = new PdfDrawing();
        foreach (var (i, column) in new[] { "庭の本は毎朝", "読まれている。" }.Index())
        {
            foreach (var (j, sign) in column.Index())
                drawing.Words(400 - (16 * i), 700 - (11 * j), sign.ToString());
        }

        Assert.Equal("庭の本は毎朝\n読まれている。", Reading.Of(drawing.ToFile()).Text);
    }

    /// <summary>Words on their side are read where they stand, with their blanks; at both ends of a column.</summary>
    [Theory]
    [InlineData("庭の{Open Garden}本は", "毎朝読まれる。", "庭のOpen Garden本は\n毎朝読まれる。")]
    [InlineData("{Dpa}は本です", "毎朝読む。", "Dpaは本です\n毎朝読む。")]
    [InlineData("本は{2026}", "年の庭です。", "本は2026\n年の庭です。")]
    [InlineData("本は{Open }", "{Garden}の庭", "本はOpen\nGardenの庭")]
    [InlineData("二つ{A}と{B}です", "。終わり。", "二つAとBです\n。終わり。")]
    public void Read_WordsInVerticalWriting_StandWhereTheyAre(string first, string second, string read)
    {
        var drawing = new PdfDrawing();
        DrawDown(drawing, 400, first);
        DrawDown(drawing, 384, second);

        Assert.Equal(read, Reading.Of(drawing.ToFile()).Text);
    }

    /// <summary>A stamp along the margin of a vertical page is no part of its columns.</summary>
    [Fact]
    public void Read_StampBesideVerticalWriting_ComesAfterIt()
    {
        var drawing = new PdfDrawing();
        DrawDown(drawing, 400, "庭の本は毎朝読まれる");
        drawing.Matrix("0 -1 1 0 560 690", "Stamp 12", 10);

        Assert.Equal("庭の本は毎朝読まれる\n\nStamp 12", Reading.Of(drawing.ToFile()).Text);
    }

    /// <summary>A column of signs; what stands in braces lies on its side.</summary>
    private static void DrawDown(PdfDrawing drawing, double left, string column)
    {
        var y = 700.0;
        foreach (var part in column.Split('{', '}').Index())
        {
            if (part.Index % 2 == 1)
            {
                drawing.Matrix($"0 -1 1 0 {left + 2} {y + 8}", part.Item, 10);
                y -= 5 * part.Item.Length; // half as wide as high
                continue;
            }

            foreach (var sign in part.Item)
            {
                drawing.Words(left, y, sign.ToString());
                y -= 11;
            }
        }
    }

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
