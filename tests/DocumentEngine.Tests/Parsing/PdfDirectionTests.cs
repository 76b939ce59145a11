namespace DocumentEngine.Tests.Parsing;

/// <summary>Text from the right, from above, and on its side, in the order in which it is read.</summary>
public sealed class PdfDirectionTests
{
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
}
