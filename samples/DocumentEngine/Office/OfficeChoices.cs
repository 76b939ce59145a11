using System.Xml;

namespace DocumentEngine.Office;

/// <summary>Of several ways to show the same thing (<c>mc:AlternateContent</c>) the first is read.</summary>
internal sealed class OfficeChoices
{
    private const string Compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006";

    // For each that is open: whether a choice was read already.
    private readonly Stack<bool> _open = [];

    /// <summary>An element begins; true where it, with all that it holds, repeats what was read.</summary>
    public bool IsRepeated(XmlReader xml)
    {
        if (xml.NamespaceURI != Compatibility || xml.IsEmptyElement)
            return false;
        if (xml.LocalName == "AlternateContent")
            _open.Push(false);
        if (xml.LocalName is not ("Choice" or "Fallback") || !_open.TryPop(out var isRead))
            return false;
        _open.Push(true);
        return isRead;
    }

    /// <summary>An element ends.</summary>
    public void End(XmlReader xml)
    {
        if (xml is { LocalName: "AlternateContent", NamespaceURI: Compatibility })
            _open.TryPop(out _);
    }
}
