using DocumentEngine.Documents;
using DocumentEngine.Messages;

namespace DocumentEngine.Markup;

/// <summary>
/// Counts the elements of a page whose words are not read on purpose; those without words leave nothing out.
/// </summary>
internal sealed class HtmlLeftOut
{
    private const string Embedded = "embedded";

    private readonly List<string> _elements = [];
    private string? _open;

    /// <summary>How many elements there are so far.</summary>
    public int Count => _elements.Count;

    /// <summary>An element begins whose content is never read, or one without content.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isCut">Whether it has no end tag.</param>
    public void Begin(string name, bool isCut)
    {
        _open = null;
        // What these show comes from elsewhere, whatever is written in them.
        if (name is "iframe" or "object" or "embed" or "frame")
            _elements.Add(Embedded);
        else if (name is "noframes" or "noembed" or "title" || (isCut && name is "script" or "style"))
            _open = name;
    }

    /// <summary>Words inside of it.</summary>
    public void Words(string data)
    {
        if (_open is null || string.IsNullOrWhiteSpace(data))
            return;
        _elements.Add(_open);
        _open = null;
    }

    /// <summary>An element with words was taken out of the text.</summary>
    public void Add(string name)
    {
        if (name != "object")
            _elements.Add(name);
    }

    /// <summary>Forgets the elements inside of one that is left out itself.</summary>
    /// <param name="count">How many elements there were before it.</param>
    /// <param name="withEmbedded">Whether what shows something from elsewhere counts.</param>
    /// <returns>Whether there were any.</returns>
    public bool CutTo(int count, bool withEmbedded)
    {
        var hadAny = _elements.Skip(count).Any(element => withEmbedded || element != Embedded);
        _elements.RemoveRange(count, _elements.Count - count);
        return hadAny;
    }

    /// <summary>Notes what was left out.</summary>
    public void WriteTo(DocumentWarnings warnings)
    {
        foreach (var (part, count) in _elements.CountBy(PartOf))
            warnings.LeftOut(MessageCatalog.Text(part), count);
    }

    private static string PartOf(string name) => name switch
    {
        "nav" => "part.navigation_menus",
        "select" => "part.lists_of_choices",
        Embedded => "part.embedded_objects",
        "template" => "part.templates",
        "title" => "part.hidden_text",
        "script" or "style" => "part.open_scripts",
        "noframes" or "noembed" => "part.old_programs",
        _ => "part.noscript",
    };
}
