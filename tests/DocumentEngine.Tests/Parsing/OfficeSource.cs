using System.IO.Compression;
using System.Text;

namespace DocumentEngine.Tests.Parsing;

/// <summary>Writes small office files by hand, right or wrong, as a test needs them.</summary>
internal static class OfficeSource
{
    public const string Word =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
            + "xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" "
        + "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
        + "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" "
        + "xmlns:v=\"urn:schemas-microsoft-com:vml\" "
        + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
        + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";

    private const string Kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    /// <summary>An archive of the entries.</summary>
    public static byte[] Archive(params IEnumerable<(string Name, string Text)> entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Relationships of a part, with ids "r0", "r1", …</summary>
    public static string Relationships(params IEnumerable<(string Kind, string Target)> all) =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + string.Concat(
            all.Select(
                static (each, i) => $"<Relationship Id=\"r{i}\" Type=\"{Kinds}{each.Kind}\" Target=\"{each.Target}\"/>")
        )
        + "</Relationships>";

    /// <summary>A Word document of a body and further parts, each with the kind of its relationship.</summary>
    public static byte[] Docx(string body, params (string Kind, string Name, string Xml)[] parts) => Archive(
    [
        ("_rels/.rels", Relationships(("officeDocument", "word/document.xml"))),
        ("word/document.xml", $"<w:document {Word}><w:body>{body}</w:body></w:document>"),
        ("word/_rels/document.xml.rels", Relationships(parts.Select(static part => (part.Kind, part.Name)))),
        .. parts.Select(static part => ("word/" + part.Name, part.Xml)),
    ]);

    /// <summary>A paragraph of one run.</summary>
    public static string Paragraph(string run) => $"<w:p><w:r>{run}</w:r></w:p>";

    /// <summary>A paragraph of words.</summary>
    public static string Words(string words) => Paragraph($"<w:t xml:space=\"preserve\">{words}</w:t>");
}
