using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;
using DocumentEngine.Tests.Hostile;

namespace DocumentEngine.Tests.Parsing;

/// <summary>What a text says of its encoding itself: true, false, in a form of seven bits, or not at all.</summary>
public sealed class DeclarationTests
{
    private const string Chinese = "志愿者每天早上在图书馆门口集合，先阅读当天的通知，再按照手册的规定整理书架上的图书。";
    private const string Japanese = "毎朝、図書館の前に集まって、その日のお知らせを読みます。それから本を棚にもどしてください。";
    private const string Korean = "안녕하세요. 이 문서는 발코니에서 토마토를 기르는 방법을 설명합니다.";
    private const string Russian =
        "Каждое утро добровольцы собираются у библиотеки и читают объявления. Потом они расставляют книги по полкам.";
    private const string French =
        "Chaque matin, les bénévoles se réunissent devant la bibliothèque, où ils lisent les annonces à voix haute, "
            + "même l’été.";
    private const string Icelandic =
        "Það er gott að lesa þessa bók þegar veðrið er vont; þá sitjum við saman við borðið og segjum þér það sem við "
            + "þekkjum.";

    static DeclarationTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Seven bits and escapes: all of it is ASCII, and none of it would make sense as that.</summary>
    [Theory]
    [InlineData("iso-2022-jp", Japanese)]
    [InlineData("iso-2022-jp", "会議の資料です。\n図書館の本を読みます。")]
    [InlineData("iso-2022-kr", Korean)]
    [InlineData("hz-gb-2312", Chinese)]
    public void Open_SevenBitsWithoutADeclaration_IsReadAndSaysWhichOneWasTaken(string encoding, string text)
    {
        var bytes = Encoding.GetEncoding(encoding).GetBytes($"Subject: a note\n\n{text}\n");
        Assert.DoesNotContain(bytes, static b => b > 0x7F);

        var reading = Reading.Of(bytes);

        Assert.Equal($"Subject: a note\n\n{text}", reading.Text);
        Assert.Contains(reading.Info.Warnings, static warning => warning.Code == DocumentWarningCodes.EncodingGuessed);
        Assert.Equal(DocumentKind.Text, ContentSniffer.Sniff(bytes));
    }

    [Theory]
    [InlineData("iso-2022-jp")]
    [InlineData("csISO2022JP")]
    public void Open_SevenBitsThatAreDeclared_IsReadWithoutAWarning(string declared)
    {
        var page = $"<html><head><meta charset=\"{declared}\"></head><body><p>{Japanese}</p></body></html>";

        var reading = Reading.Of(Encoding.GetEncoding("iso-2022-jp").GetBytes(page));

        Assert.Equal(Japanese, reading.Text);
        Assert.Empty(reading.Info.Warnings);
    }

    [Theory]
    [InlineData("A line.\n\u001b$B\u007f\u007f\u007f\u0020\u0020\u007f and so on\n", "iso-2022-jp")]
    [InlineData("A line.\n\u001b$B not of Japanese at all, but it says so\n", "iso-2022-jp")]
    [InlineData("A line.\n\u001b$)A\u000eVP9z\u000f\n", "iso-2022-cn")]
    public void Open_SevenBitsThatCannotBeRead_AsksWhichEncodingItIs(string text, string encoding)
    {
        var reading = Reading.Of(Encoding.ASCII.GetBytes(text));

        Assert.Equal(DocumentErrorCodes.UnknownEncoding, reading.Code);
        Assert.Contains(encoding, reading.Failure!.Message + reading.Failure.Suggestion.En, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A template says ~{name~} and a cost of $B5 or ESC $ B.")]
    [InlineData("In bash: x=~{a,b}; echo ~}. That is all of the text there is.")]
    [InlineData("\u001b[1mbold\u001b(B and plain, as tput sgr0 writes it")]
    public void Open_AsciiWithTheSameSigns_IsText(string text) =>
        Assert.Equal(
            text.Replace("\u001b[1m", "", StringComparison.Ordinal).Replace("\u001b(B", "", StringComparison.Ordinal),
            Reading.Of(Encoding.ASCII.GetBytes(text)).Text);

    /// <summary>First lines of pages are copied from others: what the bytes cannot be, they are not read as.</summary>
    [Theory]
    [InlineData("iso-8859-1", "gb18030", Chinese)]
    [InlineData("latin1", "euc-kr", Korean)]
    [InlineData("us-ascii", "windows-1251", Russian)]
    [InlineData("windows-1252", "shift_jis", Japanese)]
    [InlineData("gb2312", "windows-1252", French)]
    [InlineData("gb2312", "euc-kr", Korean)]
    [InlineData("gbk", "windows-1251", Russian)]
    public void Open_FalseDeclaration_IsReadByEvidenceAndWarnedOf(string declared, string encoding, string text)
    {
        var reading = Reading.Of(Page(declared, encoding, text));

        Assert.Equal(text, reading.Text);
        Assert.Contains(reading.Info.Warnings, static warning => warning.Code == DocumentWarningCodes.EncodingGuessed);
    }

    [Theory]
    [InlineData("gb2312", "gb18030", Chinese)]
    [InlineData("gb2312", "gb18030", "The sign is “好”, at 25 ℃, that is all.")]
    [InlineData("iso-8859-1", "windows-1252", French)]
    [InlineData("latin1", "windows-1252", Icelandic)]
    [InlineData("latin1", "windows-1252", "A café.")]
    [InlineData("windows-1252", "windows-1252", "½ × 3 ÷ ± ¼ ¾ ² ³ µ ¶ §")]
    [InlineData("latin1", "utf-8", "A café.")]
    [InlineData("utf-7", "utf-8", "Nothing but ASCII.")]
    [InlineData("x-no-such-thing", "utf-8", Russian)]
    public void Open_DeclarationThatMayBeTrue_IsNoGuess(string declared, string encoding, string text)
    {
        var reading = Reading.Of(Page(declared, encoding, text));

        Assert.Equal(text, reading.Text);
        Assert.Empty(reading.Info.Warnings);
    }

    [Theory]
    [InlineData("<!-- <meta charset=iso-8859-5> --><meta charset=windows-1251>")]
    [InlineData("<!--> <meta charset=windows-1251>")]
    [InlineData("<meta name=keywords content=\"charset=iso-8859-5\"><META CHARSET='windows-1251'/>")]
    [InlineData("<meta data-charset=iso-8859-5 charset=windows-1251>")]
    [InlineData("<meta name=x><meta http-equiv=Content-Type content=\"text/html; charset = windows-1251; x\">")]
    [InlineData("<metadata charset=iso-8859-5><meta charset=windows-1251>")]
    [InlineData("<meta title=\"a > b\" charset=\" windows-1251 \">")]
    public void Open_MetaElements_AreReadAsBrowsersDo(string head) =>
        Assert.Equal(
            Russian, Reading
                .Of(
                    Encoding
                        .GetEncoding("windows-1251")
                        .GetBytes($"<html><head>{head}</head><body><p>{Russian}</p></body></html>"))
                .Text);

    /// <summary>The head is looked at in the host, at upload: hostile ones take no time.</summary>
    [Theory]
    [InlineData("<meta charset=", " ")]
    [InlineData("<meta ", "charset ")]
    [InlineData("", "<meta charset=\"")]
    [InlineData("", "<meta charset= ")]
    [InlineData("", "<!--")]
    [InlineData("<?xml encoding=", " ")]
    [InlineData("-*- ", "coding:")]
    public void Sniff_HostileHead_IsLinear(string start, string repeated)
    {
        var head = Encoding.ASCII.GetBytes(
            start + string.Concat(Enumerable.Repeat(repeated, ContentSniffer.HeadBytes / repeated.Length)));

        var taken = ThreadTimes.Of(() =>
        {
            for (var i = 0; i < 20; i++)
                _ = Record.Exception(() => ContentSniffer.Sniff(head));
        });

        Assert.True(taken < TimeSpan.FromSeconds(3), $"{taken} for twenty.");
    }

    private static byte[] Page(string declared, string encoding, string text) =>
        Encoding
            .GetEncoding(encoding)
            .GetBytes(
                $"<!DOCTYPE html><html><head><meta "
                    + $"charset=\"{declared}\"><title>T</title></head><body><p>{text}</p></body></html>"
            );
}
