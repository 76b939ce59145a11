using System.Text;
using DocumentEngine.Documents;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// A text is read as what it is, or refused with the question which encoding it is in; never as nonsense.
/// </summary>
public sealed class EncodingTests
{
    private const string Korean =
        "안녕하세요. 이 문서는 발코니에서 토마토를 기르는 방법을 설명합니다. 매일 아침 물을 주고 여름에는 두 번 줍니다.";
    private const string Chinese =
        "志愿者每天早上在图书馆门口集合，先阅读当天的通知，再按照手册的规定整理书架上的图书。";
    private const string Taiwanese =
        "志願者每天早上在圖書館門口集合，先閱讀當天的通知，再按照手冊的規定整理書架上的圖書。";
    private const string Japanese =
        "毎朝、図書館の前に集まって、その日のお知らせを読みます。それから本を棚にもどしてください。";
    private const string Russian =
        "Каждое утро добровольцы собираются у библиотеки и читают объявления. Потом они расставляют книги по полкам.";
    private const string Greek =
        "Κάθε πρωί οι εθελοντές συγκεντρώνονται στη βιβλιοθήκη και διαβάζουν τις ανακοινώσεις της ημέρας.";
    private const string Czech =
        "Každé ráno se dobrovolníci scházejí před knihovnou, přečtou si oznámení a řadí knížky na police, než přijdou "
            + "první čtenáři.";
    private const string Polish =
        "Każdego ranka wolontariusze spotykają się przed biblioteką, czytają ogłoszenia i układają książki na półkach.";
    private const string French =
        "Chaque matin, les bénévoles se réunissent devant la bibliothèque, où ils lisent les annonces du jour à voix "
            + "haute.";
    private const string German =
        "Jeden Morgen treffen sich die Helfer vor der Bücherei und lesen die Hinweise für den Tag; dann räumen sie "
            + "größere Bücher ein.";

    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("euc-kr.txt", "토마토를 기르는 방법을")]
    [InlineData("euc-kr-declared.html", "토마토를 기르는 방법을")]
    [InlineData("utf16le-nobom.txt", "The balcony gardening handbook explains how tomatoes are watered.")]
    [InlineData("utf8-cut.txt", "重启志愿手册")]
    [InlineData("starts-with-MZ.txt", "MZ Consulting style guide.")]
    [InlineData("fragment.html", "Watering\n\nThe balcony gardening handbook")]
    [InlineData("rule-first.md", "The first half of the document, with kohlrabi.")]
    public void Open_CaseOfAReport_IsRead(string name, string words) =>
        Assert.Contains(
            words == "重启志愿手册" ? "本手册介绍如何在阳台上种植番茄" : words, Reading.OfAsset("cases/" + name).Text,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("euc-kr", Korean)]
    [InlineData("gb18030", Chinese)]
    [InlineData("big5", Taiwanese)]
    [InlineData("shift_jis", Japanese)]
    [InlineData("euc-jp", Japanese)]
    [InlineData("windows-1251", Russian)]
    [InlineData("koi8-r", Russian)]
    [InlineData("windows-1252", French)]
    [InlineData("windows-1252", German)]
    public void Open_TextInACodePage_IsReadAndSaysWhichOneWasTakenIt(string encoding, string text)
    {
        var reading = Reading.Of(Encode(encoding, text));

        Assert.Equal(text, reading.Text);
        Assert.Contains(reading.Warnings, static warning =>
            warning.Contains("names no encoding", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("windows-1253", Greek)]
    [InlineData("windows-1250", Czech)]
    [InlineData("windows-1250", Polish)]
    [InlineData("iso-8859-2", Polish)]
    [InlineData("ibm866", Russian)]
    [InlineData("macintosh", French)]
    [InlineData("ibm850", German)]
    public void Open_TextInARareCodePage_IsReadRightOrRefusedWithAQuestion(string encoding, string text)
    {
        var reading = Reading.Of(Encode(encoding, text));

        if (reading.Code is null)
            Assert.Equal(text, reading.Text);
        else
            AssertAsks(reading);
    }

    [Fact]
    public void Open_BytesOfNoLanguage_AsksWhichEncodingItIs() =>
        AssertAsks(
            Reading.Of([
                .. Enumerable
                    .Range(0, 40)
                    .SelectMany(static i =>
                        (byte[])
                            [
                                (byte)(0xC0 + (i % 7)), (byte)(0xA8 + (i % 11)), (byte)'x', (byte)(0x90 + (i % 5)),
                                (byte)' ',
                            ]),
            ]));

    [Theory]
    [InlineData("euc-kr", Korean)]
    [InlineData("shift_jis", Japanese)]
    [InlineData("big5", Taiwanese)]
    [InlineData("windows-1251", Russian)]
    [InlineData("windows-1250", Czech)]
    [InlineData("gb2312", Chinese)]
    public void Open_HtmlThatDeclaresItsEncoding_IsReadInIt(string encoding, string text)
    {
        var reading = Reading.Of(
            Encode(
                encoding,
                $"<!DOCTYPE html><html><head><meta "
                    + $"charset=\"{encoding}\"><title>T</title></head><body><p>{text}</p></body></html>"
            ));

        Assert.Equal(text, reading.Text);
        Assert.Empty(reading.Info.Warnings);
    }

    [Theory]
    [InlineData(
        "<?xml version=\"1.0\" encoding=\"windows-1251\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>",
        "windows-1251")]
    [InlineData(
        "<html><head><META content='text/html; charset=KOI8-R' http-equiv='Content-Type'></head><body><p>", "koi8-r")]
    [InlineData("<html><head><!-- a comment --><meta  charset = iso-8859-5 ></head><body><p>", "iso-8859-5")]
    public void Open_HtmlThatDeclaresItInAnotherWay_IsReadInIt(string head, string encoding) =>
        Assert.Equal(Russian, Reading.Of(Encode(encoding, head + Russian + "</p></body></html>")).Text);

    [Fact]
    public void Open_Utf8ThatDeclaresAnOldEncoding_IsReadAsUtf8() =>
        Assert.Equal(
            Russian, Reading
                .Of(
                    Encoding.UTF8.GetBytes(
                        $"<html><head><meta charset=windows-1251></head><body><p>{Russian}</p></body></html>"))
                .Text);

    [Theory]
    [InlineData("utf-8", Chinese)]
    [InlineData("utf-8", Russian)]
    [InlineData("gb18030", Chinese)]
    [InlineData("euc-kr", Korean)]
    [InlineData("utf-8", French)]
    public void Open_OneDamagedByte_CostsItselfAndIsWarnedOf(string encoding, string text)
    {
        var many = string.Concat(Enumerable.Repeat(text + "\n", 8));
        var bytes = Encode(encoding, many);
        bytes[bytes.AsSpan(bytes.Length / 2).IndexOfAnyInRange((byte)0x80, (byte)0xFF) + (bytes.Length / 2)] = 0xFF;

        var reading = Reading.Of(bytes);

        Assert.Null(reading.Code);
        Assert.True(reading.Text.Split(text).Length >= 7, reading.Text);
        Assert.Contains('\uFFFD', reading.Text);
        Assert.Contains(reading.Info.Warnings, static warning =>
            warning.Code == DocumentWarningCodes.UnreadableCharacters);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Open_TextCutInsideItsLastCharacter_KeepsAllBeforeIt(int cut)
    {
        var bytes = Encoding.UTF8.GetBytes(Chinese);

        Assert.StartsWith(Chinese[..^1], Reading.Of(bytes[..^cut]).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gb18030", Chinese)]
    [InlineData("euc-kr", Korean)]
    [InlineData("big5", Taiwanese)]
    [InlineData("shift_jis", Japanese)]
    [InlineData("utf-16", Chinese)]
    public void Open_CodePageCutInsideItsLastCharacter_KeepsAllBeforeIt(string encoding, string text)
    {
        // The full stop of Korean is one byte: the text is cut in the character before it.
        var whole = string.Concat(Enumerable.Repeat(text + "\n", 8)) + text.TrimEnd('.');
        byte[] bytes = [.. Encoding.GetEncoding(encoding).GetPreamble(), .. Encode(encoding, whole)];

        var reading = Reading.Of(bytes[..^1]);

        Assert.Null(reading.Code);
        Assert.Contains(text.TrimEnd('.')[..^1], reading.Text[^text.Length..], StringComparison.Ordinal);
        Assert.True(reading.Text.Split(text).Length >= 8, reading.Text);
    }

    [Theory]
    [InlineData(false, Russian)]
    [InlineData(true, Russian)]
    [InlineData(false, "One line of plain English text, saved by Notepad as Unicode.\r\nAnother line of it.\r\n")]
    [InlineData(true, "One line of plain English text, saved as Unicode.\r\nAnother line of it.\r\n")]
    [InlineData(false, French)]
    public void Open_Utf16WithoutAMark_IsRead(bool isBig, string text) =>
        Assert.Equal(
            text.Trim().ReplaceLineEndings("\n"), Reading.Of(new UnicodeEncoding(isBig, false).GetBytes(text)).Text);

    [Theory]
    [InlineData("\u001b[31merror\u001b[0m: the pump stopped", "error: the pump stopped")]
    [InlineData(
        "\u001b[1;38;5;208mwarning\u001b[m of \u001b[4munderlined\u001b[24m words",
        "warning of underlined words")]
    [InlineData("\u001b]0;a shell's title\u0007prompt$ ls", "prompt$ ls")]
    [InlineData(
        "10:01 started\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\n10:09 started again after "
            + "the power cut, and so it went on for the whole of that day, with no other line than this one, which is "
            + "long",
        "10:09 started again")]
    [InlineData("progress 10%\rprogress 90%\rprogress 100%\n", "progress 100%")]
    public void Open_Log_IsTextWithoutItsColours(string log, string words)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(log));

        Assert.Contains(words, reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[0m", reading.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[31", reading.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MZ Consulting")]
    [InlineData("ID3 tags explained")]
    [InlineData("RIFF raff: a play")]
    [InlineData("GIF89a is a format")]
    [InlineData("BZh is a mark")]
    [InlineData("Rar! she cried")]
    [InlineData("OggS is how such a file begins")]
    [InlineData("SQLite format 3 is what the file says")]
    [InlineData("PK is short for public key")]
    [InlineData("%!PS is how PostScript begins")]
    public void Open_TextThatBeginsLikeABinaryFormat_IsText(string start) =>
        Assert.StartsWith(
            start,
            Reading.Of(Encoding.UTF8.GetBytes(start + ". The rest of it is plain prose, in several sentences.\n")).Text,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("A PDF begins with %PDF-1.7 and ends with %%EOF.")]
    [InlineData("%PDF-1.4 is the first line of a PDF, says this note.")]
    [InlineData("# About PDF\n\n## Its mark\n\nIt is `%PDF-`, [they say](http://x.example).")]
    [InlineData("grep -c '%PDF-' *.pdf\n")]
    [InlineData("<html><body><p>The mark %PDF-1.5 stands first.</p></body></html>")]
    public void Open_TextThatMentionsThePdfMark_IsNoPdf(string text)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(text));

        Assert.Null(reading.Code);
        Assert.NotEqual(DocumentKind.Pdf, reading.Kind);
        Assert.Contains("%PDF-", reading.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NothingButThePdfMark_IsADamagedPdf() =>
        Assert.Equal(DocumentErrorCodes.Corrupt, Reading.Of("%PDF-1.7\nnothing of a PDF\n"u8.ToArray()).Code);

    [Fact]
    public void Open_PdfAfterOtherBytes_IsStillAPdf()
    {
        var pdf = PdfSource.Of([
            "<< /Type /Catalog /Pages 2 0 R >>", PdfSource.Pages("3 0 R", 1), PdfSource.Page(4),
            PdfSource.Words("Words"),
        ]);

        var reading = Reading.Of([.. "HTTP/1.1 200 OK\r\n\r\n"u8, .. pdf]);

        Assert.Equal((DocumentKind.Pdf, "Words"), (reading.Kind, reading.Text));
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0\0\0\u0004\0\0\0\u00ff\u00ff\0\0\u00b8\0\0\0\0\0\0\0@\0\0\0", "program")]
    [InlineData(
        "GIF89a\u0001\0\u0001\0\u0080\0\0\u00ff\u00ff\u00ff\0\0\0,\0\0\0\0\u0001\0\u0001\0\0\u0002\u0002D\u0001\0;",
        "GIF")]
    [InlineData("ID3\u0003\0\0\0\0\u0001\u0002TIT2\0\0\0\u0005\0\0\u0001\u0002\u0003", "MP3")]
    [InlineData("RIFF\u0024\0\0\0WAVEfmt \u0010\0\0\0\u0001\0\u0002\0D\u00ac\0\0", "media")]
    [InlineData("BZh91AY&SY\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\0\u0001\u0002\u0003\u0004", "bzip2")]
    public void Open_RealBinaryFormat_IsRefusedByName(string latin, string name)
    {
        var reading = Reading.Of(Encoding.Latin1.GetBytes(latin));

        Assert.Equal(DocumentErrorCodes.UnsupportedType, reading.Code);
        Assert.Contains(name, reading.Failure!.Message, StringComparison.Ordinal);
    }

    private static void AssertAsks(Reading reading)
    {
        Assert.Equal(DocumentErrorCodes.UnknownEncoding, reading.Code);
        Assert.Contains("UTF-8", reading.Failure!.Suggestion.En, StringComparison.Ordinal);
        Assert.Contains("UTF-8", reading.Failure.Suggestion.Zh, StringComparison.Ordinal);
    }

    private static byte[] Encode(string encoding, string text) => Encoding.GetEncoding(encoding).GetBytes(text);
}
