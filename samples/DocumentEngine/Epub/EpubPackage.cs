using System.Xml;
using DocumentEngine.Documents;

namespace DocumentEngine.Epub;

/// <summary>What a book's package document says: its title, and its chapters in the order of reading.</summary>
/// <param name="Title">The title, or null.</param>
/// <param name="Chapters">Each chapter's file, as the package document names it, and its media type.</param>
internal sealed record EpubPackage(string? Title, IReadOnlyList<(string Name, string Type)> Chapters)
{
    private const int MaxChapters = 10_000;

    public static EpubPackage Read(XmlReader xml)
    {
        var items = new Dictionary<string, (string Name, string Type)>(StringComparer.Ordinal);
        var spine = new List<string>();
        string? title = null;
        for (var more = xml.Read(); more;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "title" } && title is null)
            {
                title = xml.ReadElementContentAsString();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "item" } && xml.GetAttribute("id") is { } id)
                items.TryAdd(id, (xml.GetAttribute("href") ?? "", xml.GetAttribute("media-type") ?? ""));
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "itemref" } && xml.GetAttribute("idref") is { } reference)
                spine.Add(reference);
            if (spine.Count > MaxChapters)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            more = xml.Read();
        }

        // The same chapter twice is read once: a small book may name a large one ten thousand times.
        return new(title, [.. spine.Distinct(StringComparer.Ordinal).Where(items.ContainsKey).Select(each => items[each])]);
    }
}
