using System.Xml;
using DocumentEngine.Office;

namespace DocumentEngine.Docx;

/// <summary>
/// The old form fields, whose values stand in their properties and not in the text: lists to choose from, and boxes to
/// tick.
/// </summary>
internal sealed class WordFormField
{
    private readonly List<string> _entries = [];
    private int _chosen;
    private bool? _isTicked;
    private bool _isBox;

    /// <summary>An element begins; what the page shows for it.</summary>
    public string Start(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "ddList":
                _chosen = 0;
                _entries.Clear();
                break;
            case "result" when int.TryParse(xml.Attribute("val"), out var chosen):
                _chosen = chosen;
                break;
            case "listEntry":
                _entries.Add(xml.Attribute("val") ?? "");
                break;
            case "checkBox":
                (_isBox, _isTicked) = (true, null);
                break;
            case "default" when _isBox:
                _isTicked ??= xml.IsOn();
                break;
            case "checked" when _isBox:
                _isTicked = xml.IsOn();
                break;
        }

        return "";
    }

    /// <summary>An element ends; what the page shows for it.</summary>
    public string End(string element)
    {
        if (element == "ddList")
            return _chosen >= 0 && _chosen < _entries.Count ? _entries[_chosen] : "";
        if (element != "checkBox" || !_isBox)
            return "";
        _isBox = false;
        return _isTicked == true ? "☒" : "☐";
    }
}
