using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

public sealed class ContentSnifferTests
{
    [Theory]
    [InlineData("kitchen-garden.en.pdf", DocumentKind.Pdf)]
    [InlineData("cycling.zh.md", DocumentKind.Markdown)]
    [InlineData("laboratory-safety.zh.txt", DocumentKind.Text)]
    [InlineData("garden-basics.en.html", DocumentKind.Html)]
    [InlineData("garden-basics.en.docx", null)]
    public void Sniff_Head_IsTheKindAsFarAsItTells(string name, DocumentKind? kind)
    {
        var bytes = File.ReadAllBytes(Assets.Of(name));

        Assert.Equal(kind, ContentSniffer.Sniff(bytes.AsSpan(0, Math.Min(bytes.Length, ContentSniffer.HeadBytes))));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("gb18030")]
    [InlineData("utf-16")]
    public void Sniff_HeadThatEndsInsideACharacter_IsStillText(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        for (var shift = 0; shift < 4; shift++)
        {
            var text =
                new string('a', shift)
                + string.Concat(
                    Enumerable.Repeat("这是一行很长的中文文字，没有别的。这是一行很长的中文文字😀，没有别的。\n", 5_000));
            byte[] bytes =
            [
                .. Encoding.GetEncoding(encoding).GetPreamble(), .. Encoding.GetEncoding(encoding).GetBytes(text),
            ];
            Assert.Equal(DocumentKind.Text, ContentSniffer.Sniff(bytes.AsSpan(0, ContentSniffer.HeadBytes)));
        }
    }

    [Fact]
    public void Sniff_Picture_IsUnsupported() =>
        Assert.Equal(
            DocumentErrorCodes.UnsupportedType, Assert
                .Throws<DocumentException>(() => ContentSniffer.Sniff([0x89, (byte)'P', (byte)'N', (byte)'G', 0, 1, 2]))
                .Code);
}
