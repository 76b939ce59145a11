using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>The footnotes and endnotes of a Word document, each by its kind and id.</summary>
internal sealed class WordNotes
{
    private readonly Dictionary<(string Kind, string Id), string> _texts = [];
    private readonly HashSet<(string Kind, string Id)> _used = [];

    /// <summary>How many notes nothing refers to: no page shows them.</summary>
    public int Unused => _texts.Count - _used.Count;

    /// <summary>The text of a note; null for one that is not there, or a mere line.</summary>
    /// <param name="kind">"footnote" or "endnote".</param>
    /// <param name="id">Its id.</param>
    public string? Text(string kind, string id)
    {
        if (_texts.TryGetValue((kind, id), out var text))
            _used.Add((kind, id));
        return text;
    }

    public static WordNotes Read(OfficePackage package, string main, WordStyles styles, DocumentWarnings warnings)
    {
        var notes = new WordNotes();
        foreach (var kind in (string[])["footnote", "endnote"])
        {
            foreach (var part in package.Related(main, kind + "s"))
                package.ReadOptional(part, xml => notes.ReadPart(xml, kind, styles, warnings));
        }

        return notes;
    }

    private void ReadPart(XmlReader xml, string kind, WordStyles styles, DocumentWarnings warnings)
    {
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != kind)
            {
                more = xml.Read();
                continue;
            }

            var id = xml.Attribute("id") ?? "";
            // What stands between the text and the notes, and is numbered like them.
            var isLine = xml.Attribute("type") is "separator" or "continuationSeparator" or "continuationNotice";
            var text = new MarkedText();
            using (var note = xml.ReadSubtree())
                new WordWalk(new(text, styles, this, warnings) { IsPlain = true }, warnings).Read(note);
            if (!isLine && text.ToString().Trim() is { Length: > 0 } words)
                _texts.TryAdd((kind, id), words);
            more = xml.Read();
        }
    }
}
