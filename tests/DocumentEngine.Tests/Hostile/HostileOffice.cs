using System.IO.Compression;
using System.Text;

namespace DocumentEngine.Tests.Hostile;

/// <summary>Presentations, workbooks, books and tables that are small, and cost a careless reader all it has.</summary>
internal static class HostileOffice
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>A workbook of so many cells that all show the same long text.</summary>
    public static byte[] SharedText(int length, int cells) => Xlsx(
        $"<sst><si><t>{new string('x', length)}</t></si></sst>",
        writer =>
        {
            for (var i = 0; i < cells; i++)
                writer.Write("<row><c t=\"s\"><v>0</v></c></row>");
        });

    /// <summary>A workbook of so many empty rows.</summary>
    public static byte[] EmptyRows(int count) => Xlsx("<sst/>", writer => Repeat(writer, "<row/>", count));

    /// <summary>A workbook whose cells say that they are far to the right.</summary>
    public static byte[] FarCells(int count) =>
        Xlsx("<sst/>", writer => Repeat(writer, "<row><c r=\"XFD1048576\"><v>1</v></c></row>", count));

    /// <summary>A presentation that shows one slide so many times.</summary>
    public static byte[] RepeatedSlide(int times, int characters) => Pptx(
        string.Concat(Enumerable.Repeat("<p:sldId id=\"1\" r:id=\"r0\"/>", times)),
        writer => writer.Write($"<p:sp><a:p><a:r><a:t>{new string('x', characters)}</a:t></a:r></a:p></p:sp>"));

    /// <summary>A slide of groups in groups.</summary>
    public static byte[] DeepSlide(int depth) => Pptx(
        "<p:sldId id=\"1\" r:id=\"r0\"/>",
        writer =>
        {
            Repeat(writer, "<p:grpSp>", depth);
            writer.Write("<p:sp><a:p><a:r><a:t>deep down</a:t></a:r></a:p></p:sp>");
            Repeat(writer, "</p:grpSp>", depth);
        });

    /// <summary>A book whose spine names one chapter so many times.</summary>
    public static byte[] RepeatedChapter(int times, int characters) =>
        Epub(string.Concat(Enumerable.Repeat("<itemref idref=\"c\"/>", times)), writer =>
            writer.Write($"<html><body><p>{new string('x', characters)}</p></body></html>"));

    /// <summary>A book with a chapter that unpacks to so many paragraphs.</summary>
    public static byte[] BookBomb(int paragraphs) =>
        Epub("<itemref idref=\"c\"/>", writer => Repeat(writer, "<p>a</p>", paragraphs));

    /// <summary>A book that names a file of this machine.</summary>
    public static byte[] ForeignEntity() =>
        Archive(
            ("META-INF/container.xml", static writer =>
                writer.Write(
                    "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><container><rootfiles><rootfile "
                        + "full-path=\"&e;\"/></rootfiles></container>"
                )));

    /// <summary>A table whose quote is never closed.</summary>
    public static byte[] OpenQuote(int length) =>
        Encoding.UTF8.GetBytes("a,b,c\n1,2,3\n4,5,6\n7,8,\"" + new string('x', length));

    /// <summary>A table of nothing but separators.</summary>
    public static byte[] Separators(int count) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(",,,,,,,,,\n", count)));

    /// <summary>A Word document of text boxes in text boxes.</summary>
    public static byte[] DeepBoxes(int depth) => Word(writer =>
    {
        Repeat(writer, "<w:p><w:r><w:txbxContent>", depth);
        Repeat(writer, "</w:txbxContent></w:r></w:p>", depth);
    });

    /// <summary>A Word document of brackets in an equation.</summary>
    public static byte[] DeepEquation(int depth) => Word(writer =>
    {
        writer.Write("<w:p><m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\">");
        Repeat(writer, "<m:num><m:r><m:t>a+</m:t></m:r>", depth);
        Repeat(writer, "</m:num>", depth);
        writer.Write("</m:oMath></w:p>");
    });

    /// <summary>A Word document that refers to one long note so many times.</summary>
    public static byte[] RepeatedNote(int times, int characters) =>
        Archive(
            ("_rels/.rels", writer => writer.Write(Relationships(("officeDocument", "word/document.xml")))),
            ("word/_rels/document.xml.rels", writer => writer.Write(Relationships(("footnotes", "footnotes.xml")))),
            ("word/footnotes.xml", writer =>
                writer.Write(
                    $"<w:footnotes xmlns:w=\"{WordNamespace}\"><w:footnote "
                        + $"w:id=\"1\"><w:p><w:r><w:t>{new string('x', characters)}</w:t></w:r></w:p></w:footnote></w:footnotes>"
                )),
            ("word/document.xml", writer =>
            {
                writer.Write($"<w:document xmlns:w=\"{WordNamespace}\"><w:body>");
                Repeat(writer, "<w:p><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>", times);
                writer.Write("</w:body></w:document>");
            }));

    private const string WordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private static byte[] Word(Action<TextWriter> body) => Archive(("word/document.xml", writer =>
    {
        writer.Write($"<w:document xmlns:w=\"{WordNamespace}\"><w:body>");
        body(writer);
        writer.Write("</w:body></w:document>");
    }));

    private static byte[] Xlsx(string strings, Action<TextWriter> rows) =>
        Archive(
            ("_rels/.rels", writer => writer.Write(Relationships(("officeDocument", "xl/workbook.xml")))),
            ("xl/workbook.xml", static writer =>
                writer.Write(
                    $"<workbook xmlns:r=\"{Relations}\"><sheets><sheet name=\"S\" r:id=\"r0\"/></sheets></workbook>")),
            ("xl/_rels/workbook.xml.rels", writer =>
                writer.Write(Relationships(("worksheet", "sheet.xml"), ("sharedStrings", "strings.xml")))),
            ("xl/strings.xml", writer => writer.Write(strings)),
            ("xl/sheet.xml", writer =>
            {
                writer.Write("<worksheet><sheetData>");
                rows(writer);
                writer.Write("</sheetData></worksheet>");
            }));

    private static byte[] Pptx(string list, Action<TextWriter> slide) =>
        Archive(
            ("_rels/.rels", writer => writer.Write(Relationships(("officeDocument", "ppt/presentation.xml")))),
            ("ppt/presentation.xml", writer =>
                writer.Write(
                    $"<p:presentation xmlns:p=\"p\" "
                        + $"xmlns:r=\"{Relations}\"><p:sldIdLst>{list}</p:sldIdLst></p:presentation>"
                )),
            ("ppt/_rels/presentation.xml.rels", writer => writer.Write(Relationships(("slide", "slide.xml")))),
            ("ppt/slide.xml", writer =>
            {
                writer.Write("<p:sld xmlns:p=\"p\" xmlns:a=\"a\">");
                slide(writer);
                writer.Write("</p:sld>");
            }));

    private static byte[] Epub(string spine, Action<TextWriter> chapter) =>
        Archive(
            ("META-INF/container.xml", static writer =>
                writer.Write("<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>")),
            ("b.opf", writer =>
                writer.Write(
                    $"<package><manifest><item id=\"c\" href=\"c.xhtml\" "
                        + $"media-type=\"application/xhtml+xml\"/></manifest><spine>{spine}</spine></package>"
                )),
            ("c.xhtml", chapter));

    private static string Relationships(params (string Kind, string Target)[] all) =>
        Parsing.OfficeSource.Relationships(all);

    private static void Repeat(TextWriter writer, string piece, int times)
    {
        for (var i = 0; i < times; i++)
            writer.Write(piece);
    }

    private static byte[] Archive(params (string Name, Action<TextWriter> Write)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, write) in entries)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(false));
                write(writer);
            }
        }

        return bytes.ToArray();
    }
}
