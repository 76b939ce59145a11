using DocumentEngine.Blocks;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// The words in charts and diagrams, which stand in parts of their own: each is read once, where the page shows it.
/// </summary>
internal sealed class WordDrawn(OfficePackage package, string main)
{
    private static readonly string[] Kinds = ["chart", "chartEx", "diagramData"];

    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The words of the part that a relationship names; empty where it is none of these, or was read.
    /// </summary>
    public string Read(string id)
    {
        var found = package.RelationshipsOf(main).FirstOrDefault(each => each.Id == id);
        return found is not null && Array.Exists(Kinds, found.Is) && package.Has(found.Target)
            ? ReadPart(found.Target)
            : "";
    }

    /// <summary>Writes those that the text does not refer to in a way that is known.</summary>
    public void AppendRest(MarkedText text)
    {
        foreach (var part in Kinds.SelectMany(kind => package.Related(main, kind)))
        {
            if (ReadPart(part).Trim() is { Length: > 0 } words)
                text.Append($"\n\n{words.Replace('\f', ' ')}\n\n");
        }
    }

    private string ReadPart(string part)
    {
        if (!_read.Add(part))
            return "";
        var words = "";
        package.ReadOptional(part, xml => words = DrawingText.Read(xml));
        return words;
    }
}
