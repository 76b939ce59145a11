using System.Globalization;
using System.Text;
using System.Xml;
using DocumentEngine.Blocks;
using DocumentEngine.Documents;

namespace DocumentEngine.Xlsx;

/// <summary>Writes a sheet's rows. Promises: linear in the XML; empty rows and cells cost next to nothing, however far out a cell says that it is.</summary>
internal sealed class SheetRows(Workbook book, MarkedText text, DocumentWarnings warnings)
{
    private const int MostEmptyCells = 20;

    private readonly StringBuilder _row = new();
    private readonly StringBuilder _value = new();
    private string _type = "";
    private int _style;
    private int _column;
    private int _written;
    private bool _hasFormula;

    public void Read(XmlReader xml)
    {
        for (var more = xml.Read(); more;)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "v" or "t" && xml.NodeType == XmlNodeType.Element)
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
                _style = int.TryParse(xml.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var style) ? style : 0;
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

    private void EndCell()
    {
        var value = Shown(_value.ToString());
        if (value.Length == 0)
        {
            if (_hasFormula)
                warnings.LeftOut(new("formulas without a kept result", "没有保存结果的公式"));
            return;
        }

        var tabs = Math.Clamp(_column - Math.Max(1, _written), _written == 0 ? 0 : 1, MostEmptyCells);
        _row.Append('\t', tabs).Append(value);
        _written = _column;
        if (_row.Length > DocumentLimits.MaxPageCharacters)
            throw DocumentErrors.TooMuchText();
    }

    private string Shown(string value) => _type switch
    {
        "s" => OneLine(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? book.String(number) : ""),
        "b" => value == "1" ? "TRUE" : value == "0" ? "FALSE" : value,
        "inlineStr" or "str" or "e" or "d" => OneLine(value),
        _ => book.Number(value, _style),
    };

    // A row is a line: what breaks a line or a page inside a cell is a blank.
    private static string OneLine(string value) => value.AsSpan().IndexOfAny('\n', '\r', '\f') < 0 && !value.Contains('\t')
        ? value : value.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' ').Replace('\f', ' ');

    /// <summary>The column of "AB12", from 1; null where it says none.</summary>
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
