using DocumentEngine.Documents;
using DocumentEngine.Messages;

namespace DocumentEngine.Markup;

/// <summary>
/// Counts the elements of a page whose words are not read on purpose; those without words leave nothing out.
/// </summary>
internal sealed class HtmlLeftOut
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private string? _open;

    /// <summary>An element whose content is not read begins, or one without content.</summary>
    public void Begin(string name)
    {
        _open = null;
        // What these show comes from elsewhere, whatever is written in them.
        if (name is "iframe" or "object" or "embed" or "frame")
            Count("embedded");
        else if (name is "nav" or "select" or "noscript" or "noframes")
            _open = name;
    }

    /// <summary>Words inside of it.</summary>
    public void Words(string data)
    {
        if (_open is null || string.IsNullOrWhiteSpace(data))
            return;
        Count(_open);
        _open = null;
    }

    /// <summary>Notes what was left out.</summary>
    public void WriteTo(DocumentWarnings warnings)
    {
        foreach (var (name, count) in _counts)
        {
            warnings.LeftOut(
                name switch
                {
                    "nav" => MessageCatalog.Text("part.navigation_menus"),
                    "select" => MessageCatalog.Text("part.lists_of_choices"),
                    "embedded" => MessageCatalog.Text("part.embedded_objects"),
                    _ => MessageCatalog.Text("part.noscript"),
                },
                count);
        }
    }

    private void Count(string name) => _counts[name] = _counts.GetValueOrDefault(name) + 1;
}
