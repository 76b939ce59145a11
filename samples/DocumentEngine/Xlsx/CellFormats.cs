using System.Globalization;
using System.Xml;

namespace DocumentEngine.Xlsx;

/// <summary>How numbers are shown: dates, times and percents by the cell's style; other numbers as they are, without the noise of binary fractions.</summary>
internal sealed class CellFormats
{
    private readonly Dictionary<int, string> _codes = [];
    private readonly List<int> _styles = [];

    private enum Shape
    {
        Plain,
        Date,
        Time,
        DateAndTime,
        Percent,
    }

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

    /// <summary>The number as it is shown.</summary>
    public string Show(string value, int style)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return value;
        var shape = style >= 0 && style < _styles.Count ? ShapeOf(_styles[style]) : Shape.Plain;
        if (shape == Shape.Percent)
            return (number * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
        // Beyond these days no calendar is shown.
        if (shape == Shape.Plain || number is < 0 or > 2_958_465)
            return number.ToString("G15", CultureInfo.InvariantCulture);
        var date = DateTime.FromOADate(number + (Is1904 ? 1462 : 0));
        return date.ToString(shape switch { Shape.Date => "yyyy-MM-dd", Shape.Time => "HH:mm", _ => "yyyy-MM-dd HH:mm" }, CultureInfo.InvariantCulture);
    }

    private Shape ShapeOf(int format) => format switch
    {
        9 or 10 => Shape.Percent,
        (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 58) => Shape.Date,
        (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) => Shape.Time,
        22 => Shape.DateAndTime,
        _ => _codes.TryGetValue(format, out var code) ? ShapeOf(code) : Shape.Plain,
    };

    // Letters outside of quoted words and of brackets say what is shown.
    private static Shape ShapeOf(string code)
    {
        bool isQuoted = false, isBracket = false, hasDay = false, hasTime = false, hasPercent = false;
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            if (code[i] == '\\')
                i++;
            else if (code[i] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && code[i] is '[' or ']')
                isBracket = code[i] == '[';
            else if (!isQuoted && !isBracket)
                (hasDay, hasTime, hasPercent) = (hasDay || code[i] is 'y' or 'Y' or 'd' or 'D', hasTime || code[i] is 'h' or 'H' or 's' or 'S', hasPercent || code[i] == '%');
        }

        return (hasDay, hasTime, hasPercent) switch
        {
            (true, true, _) => Shape.DateAndTime,
            (true, false, _) => Shape.Date,
            (false, true, _) => Shape.Time,
            (_, _, true) => Shape.Percent,
            _ => Shape.Plain,
        };
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
