using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>The footnotes and endnotes of a Word document, each by its kind and id.</summary>
internal sealed class WordNotes
{
    private readonly Dictionary<(string Kind, string Id), string> _texts = [];

    /// <summary>The text of a note; null for one that is not there, or a mere line.</summary>
    /// <param name="kind">"footnote" or "endnote".</param>
    /// <param name="id">Its id.</param>
    public string? Text(string kind, string id) => _texts.GetValueOrDefault((kind, id));

    public static WordNotes Read(OfficePackage package, string main, WordStyles styles, DocumentWarnings warnings)
    {
        var notes = new WordNotes();
        foreach (var kind in (string[])["footnote", "endnote"])
        {
            foreach (var part in package.Related(main, kind + "s"))
                notes.ReadPart(package, part, kind, styles, warnings);
        }

        return notes;
    }

    private void ReadPart(OfficePackage package, string part, string kind, WordStyles styles, DocumentWarnings warnings)
    {
        using var xml = package.Open(part);
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != kind)
            {
                more = xml.Read();
                continue;
            }

            var id = xml.Attribute("id") ?? "";
            var text = new MarkedText();
            using (var note = xml.ReadSubtree())
                new WordWalk(text, styles, this, warnings) { IsPlain = true }.Read(note);
            if (text.ToString().Trim() is { Length: > 0 } words)
                _texts.TryAdd((kind, id), words);
            more = xml.Read();
        }
    }
}
