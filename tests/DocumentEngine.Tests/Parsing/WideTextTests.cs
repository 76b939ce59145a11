using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

/// <summary>UTF-16 without a mark, in scripts where hardly a byte is 0.</summary>
public sealed class WideTextTests
{
    private const string Chinese =
        "志愿者每天早上在图书馆门口集合，先阅读当天的通知，再按照手册的规定整理书架上的图书。";
    private const string Japanese =
        "毎朝、図書館の前に集まって、その日のお知らせを読みます。それから本を棚にもどしてください。";
    private const string Ones = "一人一桌，一桌一灯，一灯一书，一书一人。一天一页，一年一本。";
    private const string Mixed = "第1章 Garden\r\n菜园的番茄每天早上浇水，夏天两次。\r\n第2章 Mill\r\n磨坊在河边。\r\n";

    [Theory]
    [InlineData(false, Chinese)]
    [InlineData(true, Chinese)]
    [InlineData(false, Japanese)]
    [InlineData(true, Japanese)]
    [InlineData(false, Ones)]
    [InlineData(true, Ones)]
    [InlineData(false, Mixed)]
    [InlineData(true, Mixed)]
    public void Open_IdeographsWithoutAMark_AreRead(bool isBig, string text)
    {
        var bytes = new UnicodeEncoding(isBig, false).GetBytes(text);

        Assert.Equal(text.Trim().ReplaceLineEndings("\n"), Reading.Of(bytes).Text);
        Assert.NotNull(ContentSniffer.Sniff(bytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_LongTextWithoutAMark_IsSniffedAndRead(bool isBig)
    {
        var text = string.Concat(Enumerable.Repeat(Chinese + Japanese + "\n", 1_000));
        var bytes = new UnicodeEncoding(isBig, false).GetBytes(text);

        Assert.NotNull(ContentSniffer.Sniff(bytes.AsSpan(0, ContentSniffer.HeadBytes)));
        Assert.Contains(Chinese, Reading.Of(bytes).Text, StringComparison.Ordinal);
    }

    /// <summary>Without a mark of punctuation; UTF-16 is named where no other encoding is likelier.</summary>
    [Theory]
    [InlineData(false, true, "志愿者手册第一章图书馆开放时间")]
    [InlineData(true, true, "志愿者手册第一章图书馆开放时间")]
    [InlineData(false, false, "磨坊建于河边的山谷之中")]
    [InlineData(true, false, "磨坊建于河边的山谷之中")]
    public void Open_TooLittleToBeSure_Asks(bool isBig, bool isNamed, string text)
    {
        var reading = Reading.Of(new UnicodeEncoding(isBig, false).GetBytes(text));

        Assert.Equal(DocumentErrorCodes.UnknownEncoding, reading.Code);
        var suggestion = reading.Failure!.Suggestion.En;
        Assert.Equal(isNamed, suggestion.Contains("UTF-16LE, UTF-16BE", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>One mark in it decides; nothing else has to be known.</summary>
    [Theory]
    [InlineData(false, "志愿者手册第一章，图书馆开放时间。")]
    [InlineData(true, "志愿者手册第一章，图书馆开放时间。")]
    [InlineData(false, "磨坊建于河边的山谷之中。")]
    [InlineData(true, "磨坊建于河边的山谷之中。")]
    public void Open_LittleButSure_IsRead(bool isBig, string text) =>
        Assert.Equal(text, Reading.Of(new UnicodeEncoding(isBig, false).GetBytes(text)).Text);

    /// <summary>Two signs of ASCII have the form of an ideograph: lines of them are no UTF-16.</summary>
    [Theory]
    [InlineData("windows-1252", "Straße: ____________________________\r\nGröße: ____________________________\r\n")]
    [InlineData("windows-1252", "Prénom ______________________________\nÂge ______________________________\n")]
    [InlineData("windows-1252", "Übersicht\n========================================\nFür alle.\n")]
    [InlineData("windows-1251", "Имя: ______________________________\r\nГород: ________________________________\r\n")]
    [InlineData("windows-1253", "Όνομα ____________________________________\nΠόλη ________________________________\n")]
    [InlineData("windows-1252", "café |----------------------------------------|\n")]
    public void Open_FormInASingleByte_IsNoUtf16(string encoding, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var reading = Reading.Of(Encoding.GetEncoding(encoding).GetBytes(text));

        if (encoding == "windows-1252")
            Assert.Equal(text.Trim().ReplaceLineEndings("\n"), reading.Text);
        else
            Assert.DoesNotContain("UTF-16", reading.Failure?.Suggestion.En ?? "", StringComparison.Ordinal);
    }
}
