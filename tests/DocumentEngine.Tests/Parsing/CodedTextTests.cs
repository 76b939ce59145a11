using System.Text;
using DocumentEngine.Documents;
using DocumentEngine.Parsing;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Texts for a program are refused by name, and what is no such text is still read.</summary>
public sealed class CodedTextTests
{
    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><style>.a{}</style><text>kohlrabi</text></svg>")]
    [InlineData("<rss version='2.0'><channel><item><description><p>a</p><p>b</p><p>c</p></description></item>")]
    [InlineData("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Beds</title></feed>")]
    [InlineData("<!-- made by hand -->\n<settings>\n <bed name=\"x\">kohlrabi</bed>\n</settings>\n")]
    [InlineData("<rdf:RDF about=\"x\"><dc:title>Beds</dc:title>")]
    [InlineData("<!DOCTYPE plist PUBLIC \"-//Apple//DTD\" \"x\"><plist><dict><key>a</key></dict></plist>")]
    [InlineData("<?xml version=\"1.0\"?>\n<TEI><text><body><p>one</p><p>two</p><p>three</p></body></text></TEI>")]
    [InlineData("<note:bed note:id='1'>kohlrabi</note:bed>")]
    [InlineData("<beds count='2'><bed>kohlrabi</bed><bed>peas and beans in rows</bed></beds><!-- end -->")]
    [InlineData("<article xmlns=\"http://docbook.org/ns/docbook\"><title>Beds</title><para>x</para></article>")]
    public void Open_XmlThatIsNoHtml_IsRefusedByName(string xml) => AssertRefused(xml, "XML");

    [Theory]
    [InlineData("<svg width=1><path d='M0'/></svg><div>Twice a day.</div><p>a</p><p>b</p>")]
    [InlineData("<article><p>Twice a day.</p></article>")]
    [InlineData("<alice> Twice a day.\n<bob> hi there\n")]
    [InlineData("<my-page><p>Twice a day.</p></my-page>")]
    [InlineData("<HTML xmlns=\"http://www.w3.org/1999/xhtml\"><BODY>Twice a day.</BODY></HTML>")]
    [InlineData("<instructions>\nTwice a day. Answer in plain words, with no more than three lines.\n</instructions>")]
    [InlineData(
        "<doc id='1' title='Beds'>\nTwice a day. A garden has beds of peas, beans and kohlrabi, which one waters in the "
            + "morning; so it has been since the mill was built by the two brothers, who came from the south.\n</doc>\n")]
    [InlineData(
        "<doc id='1'>Twice a day.</doc>\n<doc id='2'>\nThe mill was built by two brothers, who came up the river in "
            + " a boat that was so small that they had to leave the stones behind.\n</doc>\n")]
    [InlineData(
        "<Layout title='Beds'>\n\n# Beds\n\n## Water\n\nTwice a day. The [mill](mill.md) stands by the river, and "
            + "nobody knows who built it, though some say it was two brothers.\n\n</Layout>\n")]
    [InlineData("<note:remember> Twice a day.\n<note:forget> never\n")]
    [InlineData("<p xmlns=\"\">Twice a day.</p>")]
    [InlineData("<my-page xmlns=''>Twice a day.</my-page>")]
    [InlineData("<table xmlns=\"http://www.w3.org/TR/REC-html40\"><tr><td>Twice a day.</td></tr></table>")]
    [InlineData("<?xml version='1.0'?><html><body>Twice a day.</body></html>")]
    public void Open_TextThatIsNoXml_IsRead(string text) =>
        Assert.Contains("Twice a day.", Reading.Of(Encoding.UTF8.GetBytes(text)).Text, StringComparison.Ordinal);

    /// <summary>Where a head is cut, an end tag at its end is not the text's.</summary>
    [Fact]
    public void Sniff_HeadThatEndsWithTheFirstName_IsNoXml()
    {
        const string Piece = "<turn>a</turn>\n<turn>b</turn>\n";
        var text = string.Concat(Enumerable.Repeat(Piece, (2 * ContentSniffer.HeadBytes) / Piece.Length))
            + string.Concat(Enumerable.Repeat("The words after them are many more. ", 8_000));
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.NotNull(ContentSniffer.Sniff(bytes.AsSpan(0, ContentSniffer.HeadBytes)));
        Assert.Null(Reading.Of(bytes).Code);
    }

    [Theory]
    [InlineData(
        "From: a@b.example\nTo: c@d.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
            + "Content-Transfer-Encoding: base64\n\n5L2g5aW977yM5LiW55WMCg==\n")]
    [InlineData(
        "From: <Saved by a browser>\r\nSubject: Page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
            + "\ttype=\"text/html\"; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/html\r\n\r\n"
            + "<html><body><p>a</p><p>b</p><p>c</p></body></html>\r\n--B--\r\n")]
    [InlineData("Subject: x\nContent-Transfer-Encoding: quoted-printable\n\nThe caf=C3=A9 of the mi=\nll\n")]
    [InlineData("From ada@mill.example Tue Dec  1\nFrom: ada\nMime-Version: 1.0\nContent-Type: text/html\n\n<p>x\n")]
    [InlineData("MIME-Version: 1.0\nContent-Type:\n multipart/alternative;\n boundary=B\n\n--B\n\nOne\n--B--\n")]
    [InlineData("Subject: x\nContent-Transfer-Encoding:\n  base64\n\n5L2g5aW977yM5LiW55WMCg==\n")]
    [InlineData("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\n# One\n\n## Two\n--B--\n")]
    public void Open_SavedMail_IsRefusedWithAWayOut(string mail)
    {
        AssertRefused(mail, "e-mail");
        Assert.Contains(
            "save it as PDF", Reading.Of(Encoding.UTF8.GetBytes(mail)).Failure!.Suggestion.En,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("From: the gardener\nTo: the cook\n\nThe kohlrabi is ready.\n")]
    [InlineData(
        "From ada@mill.example Tue Dec  1\nFrom: ada\nMime-Version: 1.0\nContent-Type: text/plain\n\n"
            + "The kohlrabi is ready.\n")]
    [InlineData(
        "From 0c9f1e2 Mon Sep 17 00:00:00 2001\nFrom: Ada <a@b.example>\nDate: Tue, 1 Dec 2026 10:00:00 +0000\n"
            + "Subject: [PATCH] Beds: water them\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
            + "Content-Transfer-Encoding: 8bit\n\nThe kohlrabi is ready.\n---\n beds.txt | 2 +-\n\n"
            + "diff --git a/beds.txt b/beds.txt\n--- a/beds.txt\n+++ b/beds.txt\n@@ -1 +1 @@\n-dry\n+grün\n")]
    [InlineData(
        "From: ada\nMIME-Version: 1.0\nContent-Type:\n text/plain; charset=us-ascii;\n format=flowed\n"
            + "Content-Transfer-Encoding: 7bit\n\nThe kohlrabi is ready.\n")]
    [InlineData("Note: MIME-Version and Content-Type are headers.\nThe kohlrabi is ready.\n")]
    [InlineData("Title: Beds\nMIME: no\n\nMIME-Version: 1.0\nContent-Type: text/plain\nThe kohlrabi is ready.\n")]
    public void Open_TextLikeAMail_IsRead(string text) =>
        Assert.Contains(
            "The kohlrabi is ready.", Reading.Of(Encoding.UTF8.GetBytes(text)).Text, StringComparison.Ordinal);

    private static void AssertRefused(string text, string name)
    {
        var reading = Reading.Of(Encoding.UTF8.GetBytes(text));

        Assert.Equal(DocumentErrorCodes.UnsupportedType, reading.Code);
        Assert.Contains(name, reading.Failure!.Message, StringComparison.Ordinal);
    }
}
