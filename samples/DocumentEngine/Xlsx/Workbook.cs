using System.Text;
using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Xlsx;

/// <summary>What the sheets of a workbook share: their names, the texts of cells, and how numbers are shown.</summary>
internal sealed class Workbook
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly List<(string Name, string Id, string State)> _sheets = [];
    private readonly List<string> _strings = [];

    public IReadOnlyList<(string Name, string Id, string State)> Sheets => _sheets;

    public static Workbook Read(OfficePackage package, string main)
    {
        var book = new Workbook();
        using (var xml = package.Open(main))
            book.ReadSheets(xml);
        foreach (var part in package.Related(main, "sharedStrings"))
        {
            using var xml = package.Open(part);
            book.ReadStrings(xml);
        }

        foreach (var part in package.Related(main, "styles"))
            package.ReadOptional(part, book.Formats.Read);

        return book;
    }

    /// <summary>How cells show their values.</summary>
    public CellFormats Formats { get; } = new();

    /// <summary>A text by its number; null where the file has none of it.</summary>
    public string? String(int number) => number >= 0 && number < _strings.Count ? _strings[number] : null;

    private void ReadSheets(XmlReader xml)
    {
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "workbookPr")
                Formats.Is1904 = xml.GetAttribute("date1904") is "1" or "true";
            else if (xml.LocalName == "sheet")
                _sheets.Add(
                    (
                        xml.GetAttribute("name") ?? "",
                        xml.GetAttribute("id", Relations) ?? xml.GetAttribute("id", StrictRelations) ?? "",
                        xml.GetAttribute("state") ?? ""));
        }
    }

    private void ReadStrings(XmlReader xml)
    {
        long characters = 0;
        StringBuilder? item = null;
        for (var more = xml.Read(); more;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
            {
                // How it is pronounced: not shown.
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" } && item is not null)
            {
                item.Append(xml.ReadElementContentAsString());
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
                (item, _) = (new(), xml.IsEmptyElement ? Keep("") : 0);
            if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "si" } && item is not null)
                characters += Keep(item.ToString());
            if (characters > DocumentLimits.MaxCharacters)
                throw DocumentErrors.TooMuchText();
            more = xml.Read();
        }
    }

    private int Keep(string text)
    {
        _strings.Add(text);
        return text.Length;
    }
}
