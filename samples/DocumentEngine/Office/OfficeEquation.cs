using System.Text;
using System.Xml;

namespace DocumentEngine.Office;

/// <summary>
/// Writes an equation on one line as it would be typed: "(a+b)/c", "x^2", "√(y)". Its characters are kept; where it
/// stands in the tree decides the signs between them.
/// </summary>
internal sealed class OfficeEquation(StringBuilder text)
{
    // Deeper than any real equation: each bracket moves everything inside it.
    private const int MostBracketed = 64;

    private readonly Stack<(string Element, int Start, string? End)> _open = [];

    /// <summary>An element of the equation begins; the reader stands on it.</summary>
    public void Start(XmlReader xml)
    {
        string? end = null;
        switch (xml.LocalName)
        {
            case "den":
                text.Append('/');
                break;
            case "sup":
                text.Append('^');
                break;
            case "sub":
                text.Append('_');
                break;
            case "rad":
                text.Append('√');
                break;
            case "d":
                (end, _) = (")", text.Append('('));
                break;
            case "mr":
                text.Append(_open.TryPeek(out var matrix) && text.Length > matrix.Start ? "; " : "");
                break;
            case "e" when _open.TryPeek(out var row) && row.Element == "mr" && text.Length > row.Start:
                text.Append(", ");
                break;
            case "begChr" when Delimiter() is { } place:
                text.Remove(place - 1, 1).Insert(place - 1, xml.Attribute("val") ?? "");
                break;
            case "endChr" when Delimiter() is not null:
                SetEnd(xml.Attribute("val") ?? "");
                break;
            case "chr" when xml.Attribute("val") is { } sign && IsNary():
                text.Append(sign);
                break;
        }

        if (!xml.IsEmptyElement)
            _open.Push((xml.LocalName, text.Length, end));
    }

    /// <summary>The innermost element ends.</summary>
    public void End()
    {
        if (_open.Count == 0)
            return;
        var (element, start, end) = _open.Pop();
        if (end is not null)
            text.Append(end);
        if (element == "naryPr" && text.Length == start)
            text.Append('∫');
        var isCompound =
            element is "num" or "den" or "sup" or "sub"
            || (element == "e" && _open.TryPeek(out var outer) && outer.Element == "rad");
        if (isCompound && _open.Count < MostBracketed && text.Length - start > 1 && !IsPlain(start))
            text.Insert(start, '(').Append(')');
        else if (element is "fName")
            text.Append(' ');
    }

    // "10" needs no brackets, "a+b" does.
    private bool IsPlain(int start)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]) && text[i] != '.')
                return false;
        }

        return true;
    }

    // The properties stand in dPr inside d: the bracket is what was written last.
    private int? Delimiter() => _open.Count >= 2 && _open.ElementAt(1) is ("d", var start, _) ? start : null;

    private bool IsNary() => _open.TryPeek(out var properties) && properties.Element == "naryPr";

    private void SetEnd(string end)
    {
        var properties = _open.Pop();
        var delimiter = _open.Pop();
        _open.Push(delimiter with { End = end });
        _open.Push(properties);
    }
}
