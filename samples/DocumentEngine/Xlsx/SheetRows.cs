using System.Globalization;
using System.Text;
using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentEngine.Office;

namespace DocumentEngine.Xlsx;

/// <summary>
/// Writes a sheet's rows. Promises: linear in the XML; empty rows and cells cost almost nothing, however far out a
/// cell's stated position is.
/// </summary>
internal sealed class SheetRows(string sheet, Workbook book, MarkedText text, DocumentWarnings warnings)
{
    private const int MostEmptyCells = 20;

    private readonly StringBuilder _edges = new();
    private readonly StringBuilder _row = new();
    private readonly StringBuilder _value = new();
    private string _type = "";
    private int _style;
    private int _column;
    private int _written;
    private int _missingTexts;
    private int _missingFormats;
    private bool _hasFormula;

    /// <summary>The words of the sheet's headers and footers, a line each.</summary>
    public string Edges => _edges.ToString();

    public void Read(XmlReader xml)
    {
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType == XmlNodeType.Element && SheetEdges.IsOne(xml.LocalName))
            {
                AppendEdge(SheetEdges.Words(xml.ReadWords()));
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "rPh" })
            {
                // How a text is pronounced: not shown.
                xml.Skip();
                more = !xml.EOF;
                continue;
            }

            if (xml is { NodeType: XmlNodeType.Element, LocalName: "v" or "t" })
            {
                _value.Append(xml.ReadElementContentAsString());
                more = !xml.EOF;
                continue;
            }

            if (xml.NodeType == XmlNodeType.Element)
                Start(xml);
            else if (xml.NodeType == XmlNodeType.EndElement)
                End(xml.LocalName);
            more = xml.Read();
        }

        Warn(_missingTexts, "warning.missing_cell_texts");
        Warn(_missingFormats, "warning.missing_cell_formats");
    }

    private void Warn(int cells, string message)
    {
        if (cells > 0)
            warnings.Add(
                DocumentWarningCodes.Damaged, MessageCatalog.Text(message, ("count", cells), ("part", sheet)), sheet);
    }

    private void Start(XmlReader xml)
    {
        switch (xml.LocalName)
        {
            case "row":
                _row.Clear();
                (_column, _written) = (0, 0);
                break;
            case "c":
                _value.Clear();
                _type = xml.GetAttribute("t") ?? "";
                _style = int.TryParse(
                    xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style)
                    ? style
                    : 0;
                _column = ColumnOf(xml.GetAttribute("r")) ?? _column + 1;
                _hasFormula = false;
                break;
            case "f":
                _hasFormula = true;
                break;
        }
    }

    private void End(string element)
    {
        if (element == "c")
            EndCell();
        if (element != "row" || _row.Length == 0)
            return;
        text.Append(_row.Append('\n').ToString());
        _row.Clear();
        if (text.Length > DocumentLimits.MaxCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private void AppendEdge(string words)
    {
        if (words.Length > 0)
            _edges.Append(words).Append('\n');
        if (_edges.Length > DocumentLimits.MaxPageCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private void EndCell()
    {
        var kept = _value.ToString();
        var value = Shown(kept);
        if (value.Length == 0)
        {
            if (_hasFormula && kept.Length == 0)
                warnings.LeftOut(MessageCatalog.Text("part.formulas_without_result"));
            else if (IsHidden(kept))
                warnings.LeftOut(MessageCatalog.Text("part.hidden_values"));
            return;
        }

        var tabs = Math.Clamp(_column - Math.Max(1, _written), _written == 0 ? 0 : 1, MostEmptyCells);
        _row.Append('\t', tabs).Append(value);
        _written = _column;
        if (_row.Length > DocumentLimits.MaxPageCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private string Shown(string value)
    {
        if (!book.Formats.Has(_style))
            _missingFormats++;
        return _type switch
        {
            "s" => OneLine(book.Formats.ShowText(SharedText(value), _style)),
            "b" => value == "1" ? "TRUE" : value == "0" ? "FALSE" : value,
            "inlineStr" or "str" => OneLine(book.Formats.ShowText(value, _style)),
            "d" => OneLine(book.Formats.ShowDate(value, _style)),
            "e" => OneLine(value),
            _ => OneLine(book.Formats.Show(value, _style)),
        };
    }

    private string SharedText(string number)
    {
        var text = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? book.String(place)
            : null;
        if (text is null && number.Length > 0)
            _missingTexts++;
        return text ?? "";
    }

    // A format may show nothing on purpose; most often it is a 0 that is not shown.
    private bool IsHidden(string kept) =>
        kept.Length > 0
        && _type switch
        {
            "s" => int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                && book.String(place) is { Length: > 0 },
            "" or "n" => kept is not ("0" or "-0"),
            _ => true,
        };

    // A row is a line: what breaks a line or a page inside a cell is a blank.
    private static string OneLine(string value) =>
        value.AsSpan().IndexOfAny('\n', '\r', '\f') < 0 && !value.Contains('\t')
            ? value
            : value.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ').Replace('\f', ' ');

    /// <summary>The column of "AB12", from 1; null where the reference has none.</summary>
    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in reference ?? "")
        {
            if (!char.IsAsciiLetter(c) || column > 20_000)
                break;
            column = (column * 26) + (char.ToUpperInvariant(c) - 'A' + 1);
        }

        return column > 0 ? column : null;
    }
}
