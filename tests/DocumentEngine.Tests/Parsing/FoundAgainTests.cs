using System.Security;
using System.Text;
using CsCheck;

namespace DocumentEngine.Tests.Parsing;

/// <summary>
/// A property of every reader: what a generator wrote into a file is found again, in its order and with nothing lost.
/// </summary>
public sealed class FoundAgainTests
{
    private const int Times = 40;

    private static readonly Gen<string> Word = Gen.OneOf(
        "barley", "spelt", "mill", "pond", "sluice", "大麦", "水车", "磨坊", "garden", "été", "Straße", "x2", "1,250", "A/B",
        "R&D", "<q>", "\"so\"", "it’s", "20%", "№5", "κήπος", "сад");

    private static readonly Gen<string> Line = Word.Array[1, 8].Select(static words => string.Join(' ', words));

    private static readonly Gen<string[]> Lines = Line.Array[1, 40];

    [Fact]
    public void Text_OfAGenerator_IsFoundAgain() =>
        Check(static lines => Encoding.UTF8.GetBytes("The file has a first line.\n\n" + string.Join("\n\n", lines)));

    [Fact]
    public void Utf16_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            new UnicodeEncoding(false, false).GetBytes("The file has a first line.\n\n" + string.Join("\n\n", lines)));

    [Fact]
    public void Html_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            Encoding.UTF8.GetBytes(
                "<!doctype html><html><head><title>t</title></head><body>"
                    + string.Concat(lines.Select(static line => $"<p>{Escaped(line)}</p>\n"))
                    + "</body></html>"));

    [Fact]
    public void Markdown_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            Encoding.UTF8.GetBytes(
                "# Title\n\n## Part\n\n[a](http://b.example)\n\n"
                    + string.Join(
                        "\n\n",
                        lines.Select(static line => line.Replace("<q>", "\\<q>", StringComparison.Ordinal)))));

    [Fact]
    public void Docx_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            OfficeSource.Docx(
                string.Concat(
                    lines.Select(
                        static (line, i) =>
                            i % 3 == 2
                                ? $"<w:tbl><w:tr><w:tc>{OfficeSource.Words(Escaped(line))}</w:tc></w:tr></w:tbl>"
                                : OfficeSource.Words(Escaped(line))))));

    [Fact]
    public void Pptx_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            FormatSource.Pptx([.. lines.Reverse().Select(static line => FormatSource.Slide("Slide", Escaped(line)))]));

    [Fact]
    public void Xlsx_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            FormatSource.Xlsx(
                (
                    "Sheet",
                    string.Concat(
                        lines.Select(static line =>
                            $"<row><c t=\"inlineStr\"><is><t>{Escaped(line)}</t></is></c></row>")),
                    "")));

    [Fact]
    public void Epub_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            FormatSource.Epub([.. lines.Select(static (line, i) => ($"c{i}.xhtml", $"<p>{Escaped(line)}</p>"))]));

    [Fact]
    public void Csv_OfAGenerator_IsFoundAgain() =>
        Check(static lines =>
            Encoding.UTF8.GetBytes(
                "n;words;m\n1;one;1\n2;two;2\n"
                    + string.Concat(
                        lines.Select(
                            static (line, i) => $"{i};\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\";{i}\n")
                    )));

    [Fact]
    public void Pdf_OfAGenerator_IsFoundAgain() => Check(static lines =>
    {
        var drawing = new PdfDrawing();
        foreach (var (i, line) in lines.Index())
            drawing.Words(40, 780 - (18 * i), line);
        return drawing.ToFile();
    });

    private static void Check(Func<string[], byte[]> write) => Lines.Sample(
        lines =>
        {
            var text = OneLine(Reading.Of(write(lines)).Text);
            var at = 0;
            foreach (var line in lines)
            {
                at = text.IndexOf(OneLine(line), at, StringComparison.Ordinal);
                if (at < 0)
                    throw new InvalidDataException($"«{line}» is not in «{text}»");
                at += OneLine(line).Length;
            }
        },
        iter: Times);

    // Where a blank is between letters that are not CJK is the readers' own matter.
    private static string OneLine(string text) =>
        string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c != '\f'));

    private static string Escaped(string text) => SecurityElement.Escape(text)!;
}
