using DocumentEngine.Pdf;
using DocumentEngine.Tests.Hostile;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Tables and forms whose cells are phrases are read row by row; columns of running text are not.</summary>
public sealed class PdfTableTests
{
    [Theory]
    [InlineData(
        "Name of the applicant|Address of the applicant|Date of the application",
        "Ada Miller of the Old Mill|Mill Lane 12 in Ulm on the river|The first of December 2026")]
    [InlineData(
        "full name of the guest:|street and house number:|telephone in the evening:|reason for the visit:",
        "Ada Miller from the mill|mill lane number twelve|thirty four fifty six|to see the old water wheel")]
    [InlineData(
        "Checks the oil level daily.|Cleans the sluice every week.|Greases the axle once a month.",
        "Done by the miller himself.|Done by two helpers together.|Done by the smith of the town.")]
    [InlineData(
        "Barley flour from the mill|Spelt flour of last summer|Rye flour without any bran|Oats for the horses only",
        "Ground in nine hours or so|Ground in half of the day|Ground within seven hours|Rolled in five hours")]
    [InlineData(
        "barley flour from the mill|spelt of last summer|rye flour without any of the bran|oats for horses|"
            + "wheat from the southern fields|old millet seed",
        "ground in nine hours or so|ground in half a day|within seven hours and by night|rolled in five|"
            + "sieved three times before noon|thrown away now")]
    [InlineData(
        "二〇二五年度预算执行情况|图书馆志愿者培训计划|阅览室|自动借还书机的维护",
        "已经完成并且通过了审核|正在进行之中|计划于明年三月开始实施|由设备科负责每月检查一次")]
    [InlineData(
        "1. The sluice gate in the north|2. The wheel and its bearings|3. The stones of the first floor",
        "12 inspections in this year|3 inspections in this year|7 inspections in this year")]
    public void Read_TableOfPhrases_StaysInItsRows(string left, string right) =>
        Assert.Equal(
            left.Split('|').Zip(right.Split('|'), static (label, value) => $"{label} {value}"),
            Read(left, right).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData(
        "Soil comes first. A handful of|it should smell of rain, and it|should hold together for a while|"
            + "before it falls apart again. In|a dry spring, water in the late|evening and never at noon.",
        "The second half of this page is|about the mill. It was built by|two brothers from Ulm, who had|"
            + "seen one like it on the Danube|and drew it from memory. Nobody|knows how they did it.")]
    [InlineData(
        "Der Boden ist das Wichtigste am|Garten: er soll nach Regen und|Erde duften, und wenn man eine|"
            + "Handvoll davon nimmt, muss sie|erst halten und dann zerfallen,|ohne dass man nachhilft.",
        "Die Mühle steht seit dem Jahr|1712 am Fluss und mahlt noch an|jedem Samstag. Zwei Brüder aus|"
            + "Ulm haben sie gebaut, die eine|solche Mühle gesehen hatten und|sie nachbauen wollten.")]
    [InlineData(
        "每天早上志愿者都会在门|口集合，先阅读当天的通|知，再按照手册的规定整|理书架上的图书，然后才|开门。",
        "磨坊建在河边的山谷里，|由两位兄弟亲手修建。他|们曾经在多瑙河畔见过一|座同样的磨坊，便凭着记|忆画了下来。")]
    [InlineData(
        "and so it comes to its end in the|garden, with the last of the beans|on the shelf.",
        "The mill is another story, which|begins in the year of the great|flood.")]
    [InlineData(
        "A short introduction|to all of the tools that one needs|in the first year of a garden and|"
            + "where to keep them in the winter,|so that no rust comes to the iron.",
        "What to do with water|is the question of every summer in|this valley, where no rain falls in|"
            + "July, and little of it in August|or in the first days of September.")]
    public void Read_ColumnsOfText_AreReadOneAfterTheOther(string left, string right) =>
        Assert.Equal(
            left.Split('|').Concat(right.Split('|')),
            Read(left, right).Split('\n', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Scripts without capital letters, with a line in Latin ones, or without punctuation.</summary>
    [Theory]
    [InlineData(
        "每天早上志愿者都会在门|口集合，先阅读当天的通|Open Library Project|理书架上的图书，然后才|开门。",
        "磨坊建在河边的山谷里，|由两位兄弟亲手修建。他|们曾经在多瑙河畔见过一|座同样的磨坊，便凭着记|忆画了下来。")]
    [InlineData(
        "ทุกเช้าอาสาสมัครจะมารวมตัวกันที่|หน้าหอสมุดแล้วอ่านประกาศประจำวัน|ก่อนจะจัดหนังสือตามคู่มือที่วางไว้|"
            + "บนโต๊ะใกล้ประตูจากนั้นจึงเปิดประตู|ให้ผู้อ่านที่ยืนรออยู่ด้านนอกเข้าไป|ในห้องสมุดเล็กหลังนี้",
        "โรงสีหลังนี้สร้างขึ้นริมแม่น้ำกลาง|หุบเขาโดยพี่น้องสองคนที่เคยเห็นโรง|สีแบบเดียวกันแล้ววาดจากความทรงจำ|"
            + "ไม่มีใครรู้ว่าพวกเขาทำได้อย่างไรแต่|กังหันน้ำยังคงหมุนอยู่ทุกวันเสาร์จน|ถึงวันนี้ของทุกปี")]
    [InlineData(
        "ทุกเช้าอาสาสมัครจะมารวมตัวกันที่|หน้าหอสมุดแล้วอ่าน Open Library|ก่อนจะจัดหนังสือตามคู่มือที่วางไว้|"
            + "บนโต๊ะใกล้ประตูจากนั้นจึงเปิดประตู",
        "โรงสีหลังนี้สร้างขึ้นริมแม่น้ำกลาง|หุบเขาโดยพี่น้องสองคนที่เคยเห็นโรง|สีแบบเดียวกันแล้ววาดจากความทรงจำ|"
            + "ไม่มีใครรู้ว่าพวกเขาทำได้อย่างไรแต่")]
    [InlineData(
        "हर सुबह स्वयंसेवक पुस्तकालय के|द्वार पर मिलते हैं और PDF में|लिखी सूचना पढ़ते हैं। फिर वे|किताबें सजाते हैं।",
        "यह चक्की नदी के किनारे बनी है।|इसे दो भाइयों ने बनाया था जो|डैन्यूब के पास एक ऐसी चक्की|देख चुके थे।")]
    public void Read_ColumnsWithoutCapitalLetters_AreReadOneAfterTheOther(string left, string right) =>
        Read_ColumnsOfText_AreReadOneAfterTheOther(left, right);

    /// <summary>The words of each line are in their order too, with a name in Latin letters among them.</summary>
    [Theory]
    [InlineData(
        "يجتمع المتطوعون كل صباح أمام|باب المكتبة ويقرأون ملف PDF|الجديد ثم يرتبون الكتب على|الرفوف قبل أن يفتحوا الباب.",
        "بنيت الطاحونة على ضفة النهر|قبل مئة عام وقد بناها أخوان|من مدينة بعيدة رأيا طاحونة|مثلها ورسماها من الذاكرة.")]
    [InlineData(
        "המתנדבים נפגשים בכל בוקר ליד|שער הספרייה וקוראים PDF עם|ההודעות של היום ואז מסדרים|את הספרים על המדפים לפי ספר.",
        "הטחנה נבנתה על גדת הנהר לפני|מאה שנים בידי שני אחים שראו|טחנה דומה ליד הדנובה וציירו|אותה מן הזיכרון בלי לטעות.")]
    public void Read_ColumnsFromTheRight_AreReadOneAfterTheOther(string right, string left)
    {
        var (rights, lefts) = (right.Split('|'), left.Split('|'));
        var drawing = new PdfDrawing();
        for (var i = 0; i < rights.Length; i++)
            drawing.Words(50, 700 - (12 * i), Seen(lefts[i])).Words(330, 700 - (12 * i), Seen(rights[i]));

        Assert.Equal(
            rights.Concat(lefts),
            Reading.Of(drawing.ToFile()).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // From the left, as it is drawn; the letters of a Latin name stay in their order.
    private static string Seen(string line) =>
        string.Concat(line.Reverse()).Replace("FDP", "PDF", StringComparison.Ordinal);

    [Theory]
    [InlineData("Row", "9 hours")]
    [InlineData("Barley flour from the mill", "Ground in nine hours or so")]
    [InlineData("and so it goes on", "and on and on and on")]
    public void InReadingOrder_FourTimesTheRows_TakesAboutFourTimesTheTime(string left, string right)
    {
        var (small, large) = (Rows(4_000, left, right), Rows(16_000, left, right));
        _ = PdfColumns.InReadingOrder(small); // warm

        var one = ThreadTimes.Of(() => PdfColumns.InReadingOrder(small));
        var four = ThreadTimes.Of(() => PdfColumns.InReadingOrder(large));

        // 16 times the time where it grows with the square; 200 ms of grace for what is too short to measure.
        Assert.True(four < (one * 9) + TimeSpan.FromMilliseconds(200), $"{one} for one, {four} for four times as much");
    }

    private static List<List<PdfPiece>> Rows(int count, string left, string right) =>
    [
        .. Enumerable.Range(0, count).Select(i => new List<PdfPiece>
        {
            Piece($"{left} {i}", 50, -12.0 * i), Piece(right, 330, -12.0 * i),
        }),
    ];

    private static PdfPiece Piece(string words, double left, double baseline)
    {
        var glyphs = words
            .Select((c, i) => new PdfGlyph($"{c}", left + (5 * i), left + (5 * i) + 5, baseline, 10))
            .ToList();
        var piece = new PdfPiece(glyphs[0]);
        glyphs[1..].ForEach(piece.Add);
        return piece;
    }

    private static string Read(string left, string right)
    {
        var drawing = new PdfDrawing();
        foreach (var (i, (one, two)) in left.Split('|').Zip(right.Split('|')).Index())
            drawing.Words(50, 700 - (12 * i), one).Words(330, 700 - (12 * i), two);
        return Reading.Of(drawing.ToFile()).Text;
    }
}
