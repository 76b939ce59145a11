using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DocumentEngine.Tests.Hostile;

/// <summary>Archives of each office format that unpack to too much, or hold too much of anything.</summary>
internal static class HostileBombs
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private static readonly Dictionary<string, GoodFile> Formats = new(StringComparer.Ordinal)
    {
        [".docx"] = new(
            "word/document.xml",
            $"<w:document xmlns:w=\"{Word}\"><w:body>",
            "<w:p><w:r><w:t>",
            "</w:t></w:r></w:p>",
            "</w:body></w:document>",
            [("_rels/.rels", Parsing.OfficeSource.Relationships(("officeDocument", "word/document.xml")))]),
        [".pptx"] = new(
            "ppt/slide.xml",
            "<p:sld xmlns:p=\"p\" xmlns:a=\"a\">",
            "<p:sp><a:p><a:r><a:t>",
            "</a:t></a:r></a:p></p:sp>",
            "</p:sld>",
            [
                ("_rels/.rels", Parsing.OfficeSource.Relationships(("officeDocument", "ppt/presentation.xml"))),
                ("ppt/presentation.xml", $"<p:presentation xmlns:p=\"p\" xmlns:r=\"{Relations}\"><p:sldIdLst>"
                    + "<p:sldId id=\"1\" r:id=\"r0\"/></p:sldIdLst></p:presentation>"),
                ("ppt/_rels/presentation.xml.rels", Parsing.OfficeSource.Relationships(("slide", "slide.xml"))),
            ]),
        [".xlsx"] = new(
            "xl/sheet.xml",
            "<worksheet><sheetData>",
            "<row><c t=\"inlineStr\"><is><t>",
            "</t></is></c></row>",
            "</sheetData></worksheet>",
            [
                ("_rels/.rels", Parsing.OfficeSource.Relationships(("officeDocument", "xl/workbook.xml"))),
                ("xl/workbook.xml", $"<workbook xmlns:r=\"{Relations}\"><sheets>"
                    + "<sheet name=\"S\" r:id=\"r0\"/></sheets></workbook>"),
                ("xl/_rels/workbook.xml.rels", Parsing.OfficeSource.Relationships(("worksheet", "sheet.xml"))),
            ]),
        [".epub"] = new(
            "c.xhtml",
            "<html><body>",
            "<p>",
            "</p>",
            "</body></html>",
            [
                ("META-INF/container.xml",
                    "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>"),
                ("b.opf", "<package><manifest><item id=\"c\" href=\"c.xhtml\" media-type=\"application/xhtml+xml\"/>"
                    + "</manifest><spine><itemref idref=\"c\"/></spine></package>"),
            ]),
    };

    /// <summary>A text of so many blanks in one part.</summary>
    public static byte[] Blanks(string extension, int count) => Of(extension, new string(' ', count));

    /// <summary>The same, with a directory that says that the part is small.</summary>
    public static byte[] LyingBlanks(string extension, int count)
    {
        var bytes = Blanks(extension, count);
        // The uncompressed size stands 24 bytes into each entry of the central directory (APPNOTE 4.3.12).
        var at = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        while (at >= 0)
        {
            var size = bytes.AsSpan(at + 24);
            if (BinaryPrimitives.ReadInt32LittleEndian(size) >= count)
                BinaryPrimitives.WriteInt32LittleEndian(size, 1000);
            var next = bytes.AsSpan(at + 4).IndexOf("PK\u0001\u0002"u8);
            at = next < 0 ? next : at + 4 + next;
        }

        return bytes;
    }

    /// <summary>A good file with so many small entries beside it.</summary>
    public static byte[] ManyEntries(string extension, int count) => Parsing.OfficeSource.Archive(
        [.. Parts(extension, "words"), .. Enumerable.Range(0, count).Select(static i => ($"x/{i}", ""))]);

    /// <summary>
    /// Elements in elements, so many of them, with the text inside; their names keep them from packing well.
    /// </summary>
    public static byte[] Deep(string extension, int depth) =>
        Around(
            extension,
            Names(depth, static name => $"<{name}>"),
            string.Concat(Names(depth, static name => $"</{name}>").Reverse()));

    /// <summary>An element with so many attributes.</summary>
    public static byte[] ManyAttributes(string extension, int count) =>
        Around(extension, ["<x ", .. Names(count, static name => $"{name}=\"1\" "), ">"], "</x>");

    /// <summary>Entities that multiply: ten to the ninth laughs.</summary>
    public static byte[] BillionLaughs(string extension)
    {
        var entities = new StringBuilder("<!DOCTYPE x [<!ENTITY l0 \"ha\">");
        for (var i = 1; i < 10; i++)
            entities.Append(CultureInfo.InvariantCulture, $"<!ENTITY l{i} \"{Repeat($"&l{i - 1};", 10)}\">");
        return Of(extension, "&l9;", entities.Append("]>").ToString());
    }

    /// <summary>One record of so many fields on one line.</summary>
    public static byte[] GiantLine(int fields) =>
        Encoding.UTF8.GetBytes("a,b,c\n1,2,3\n4,5,6\n7,8,9\n" + Repeat("1234567,", fields) + "\n");

    /// <summary>One field of so many characters in quotes.</summary>
    public static byte[] GiantField(int length) =>
        Encoding.UTF8.GetBytes($"a,b,c\n1,2,3\n4,5,6\n7,8,\"{new string('x', length)}\"\n");

    /// <summary>A line without a single blank.</summary>
    public static byte[] GiantWord(int length) => Encoding.UTF8.GetBytes(new string('x', length));

    private static byte[] Of(string extension, string text, string before = "") =>
        Parsing.OfficeSource.Archive(Parts(extension, text, before));

    private static byte[] Around(string extension, IEnumerable<string> opening, string closing)
    {
        var file = Formats[extension];
        var part = $"{file.Open}{string.Concat(opening)}{file.Before}deep down{file.After}{closing}{file.Close}";
        return Parsing.OfficeSource.Archive([.. file.Others, (file.Part, part)]);
    }

    private static IEnumerable<string> Names(int count, Func<string, string> write) =>
        Enumerable
            .Range(0, count)
            .Select(i => write("x" + unchecked((uint)i * 2654435761).ToString("x", CultureInfo.InvariantCulture)));

    private static IEnumerable<(string Name, string Text)> Parts(string extension, string text, string before = "")
    {
        var format = Formats[extension];
        return
        [
            .. format.Others, (format.Part, before + format.Open + format.Before + text + format.After + format.Close),
        ];
    }

    private static string Repeat(string piece, int times) =>
        new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();

    /// <summary>
    /// A good file: the part of its text, what stands before and after its words there, and the other parts.
    /// </summary>
    private sealed record GoodFile(
        string Part, string Open, string Before, string After, string Close, (string Name, string Text)[] Others);
}
