using System.Xml;
using DocumentEngine.Documents;
using DocumentEngine.Office;

namespace DocumentEngine.Epub;

/// <summary>The content of a book's package document: its title, and its chapters in reading order.</summary>
/// <param name="Title">The title, or null.</param>
/// <param name="Chapters">Each chapter's file, as the package document names it, and its media type.</param>
/// <param name="Unknown">Chapters that are listed without a file.</param>
internal sealed record EpubPackage(
    string? Title, IReadOnlyList<(string Name, string Type)> Chapters, IReadOnlyList<string> Unknown)
{
    private const int MaxChapters = 10_000;
    private const int MostFallbacks = 16;

    private readonly record struct Item(string Name, string Type, string? Fallback)
    {
        // Books of the first version have their own types; pictures and sounds are recognised by their types.
        public bool IsText => Type.Length == 0 || Is("html") || Is("text/") || Is("dtbook");

        private bool Is(string type) => Type.Contains(type, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a media type is one that is read.</summary>
    public static bool IsText(string type) => new Item("", type, null).IsText;

    public static EpubPackage Read(XmlReader xml)
    {
        var items = new Dictionary<string, Item>(StringComparer.Ordinal);
        var spine = new List<string>();
        string? title = null;
        for (var more = xml.Read(); more;)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "title" or "Title" } && title is null)
            {
                title = xml.ReadWords();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "item" } && xml.GetAttribute("id") is { } id)
            {
                var (name, type) = (xml.GetAttribute("href") ?? "", xml.GetAttribute("media-type") ?? "");
                items.TryAdd(id.Trim(), new(name, type, xml.GetAttribute("fallback")));
            }
            else if (
                xml is { NodeType: XmlNodeType.Element, LocalName: "itemref" }
                && xml.GetAttribute("idref") is { } part)
            {
                spine.Add(part.Trim());
            }

            if (spine.Count > MaxChapters)
                throw DocumentErrors.TooManyPages(DocumentLimits.MaxPages);
            more = xml.Read();
        }

        // The same chapter twice is read once: a small book may name a large one ten thousand times.
        var listed = spine.Distinct(StringComparer.Ordinal).ToList();
        return new(
            title,
            [.. listed.Where(items.ContainsKey).Select(each => Readable(items, items[each]))],
            [.. listed.Where(each => !items.ContainsKey(each))]);
    }

    // What a reader may not know has another in its place.
    private static (string Name, string Type) Readable(Dictionary<string, Item> items, Item item)
    {
        var found = item;
        for (var step = 0; step < MostFallbacks && !found.IsText && found.Fallback is { } next; step++)
        {
            if (!items.TryGetValue(next, out var other))
                break;
            found = other;
        }

        return found.IsText ? (found.Name, found.Type) : (item.Name, item.Type);
    }
}
