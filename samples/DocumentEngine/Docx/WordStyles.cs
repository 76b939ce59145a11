using System.Globalization;
using System.Xml;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// What a Word document's paragraph styles mean. Their ids follow Word's language ("Titre1", "1"); their names do not.
/// </summary>
internal sealed class WordStyles
{
    private const string Part = "word/styles.xml";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string? List, int Level)> _lists = new(StringComparer.Ordinal);

    public static WordStyles Read(OfficePackage package, string mainPart)
    {
        var styles = new WordStyles();
        if ((package.Related(mainPart, "styles").FirstOrDefault() ?? (package.Has(Part) ? Part : null)) is { } part)
            package.ReadOptional(part, styles.ReadPart);
        return styles;
    }

    private void ReadPart(XmlReader xml)
    {
        string? id = null;
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "style")
                id = xml.GetAttribute("styleId", xml.NamespaceURI);
            else if (xml.LocalName == "name" && id is not null)
                _names[id] = xml.GetAttribute("val", xml.NamespaceURI) ?? id;
            else if (xml.LocalName == "numId" && id is not null)
                _lists[id] = (xml.Attribute("val"), _lists.GetValueOrDefault(id).Level);
            else if (xml.LocalName == "ilvl" && id is not null && int.TryParse(xml.Attribute("val"), out var level))
                _lists[id] = (_lists.GetValueOrDefault(id).List, level);
        }
    }

    /// <summary>The list that a style's paragraphs belong to, and their level in it.</summary>
    public (string? List, int Level) List(string id) => _lists.GetValueOrDefault(id);

    public bool IsTitle(string id) => Name(id).Equals("Title", StringComparison.OrdinalIgnoreCase);

    /// <summary>A line of a table of contents.</summary>
    public bool IsContents(string id) =>
        Name(id).StartsWith("toc ", StringComparison.OrdinalIgnoreCase)
        || id.StartsWith("TOC", StringComparison.Ordinal);

    /// <summary>The level of a heading's style, or null.</summary>
    public int? HeadingLevel(string id)
    {
        var name = Name(id);
        return
            name.StartsWith("heading", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(
                name.AsSpan("heading".Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var level)
            && level is >= 1 and <= 9
            ? level
            : null;
    }

    private string Name(string id) => _names.GetValueOrDefault(id, id);
}
