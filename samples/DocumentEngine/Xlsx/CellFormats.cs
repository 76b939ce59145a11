using System.Globalization;
using System.Xml;

namespace DocumentEngine.Xlsx;

/// <summary>How the cells of a workbook show their values, by the number of their style.</summary>
internal sealed class CellFormats
{
    private readonly Dictionary<int, string> _codes = [];
    private readonly Dictionary<int, NumberFormat> _formats = [];
    private readonly List<int> _styles = [];

    /// <summary>Whether days are counted from 1904.</summary>
    public bool Is1904 { get; set; }

    /// <summary>Takes the workbook's styles.</summary>
    public void Read(XmlReader xml)
    {
        var isCell = false;
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs")
                isCell = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "numFmt" && Number(xml.GetAttribute("numFmtId")) is { } id)
                _codes[id] = xml.GetAttribute("formatCode") ?? "";
            else if (xml.LocalName == "xf" && isCell)
                _styles.Add(Number(xml.GetAttribute("numFmtId")) ?? 0);
        }
    }

    /// <summary>Whether the workbook has the style; cells without one name the first, which may be missing.</summary>
    public bool Has(int style) => style == 0 || style < _styles.Count;

    /// <summary>The number as the cell shows it; empty where its format hides it.</summary>
    public string Show(string value, int style) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? Of(style).Show(number, Is1904)
            : value;

    /// <summary>A date that the file has as such ("2023-07-16T08:30:00"), as the cell shows it.</summary>
    public string ShowDate(string value, int style)
    {
        var isDate =
            DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year > 1900;
        return isDate && Of(style).IsDate ? Of(style).Show(date.ToOADate(), is1904: false) : value;
    }

    /// <summary>The text as the cell shows it; empty where its format hides it.</summary>
    public string ShowText(string text, int style) => text.Length == 0 ? text : Of(style).Show(text);

    private NumberFormat Of(int style)
    {
        var number = style >= 0 && style < _styles.Count ? _styles[style] : 0;
        if (!_formats.TryGetValue(number, out var format))
        {
            var code = _codes.TryGetValue(number, out var own) ? own : BuiltInFormats.Of(number) ?? "";
            _formats[number] = format = NumberFormat.Of(code);
        }

        return format;
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
