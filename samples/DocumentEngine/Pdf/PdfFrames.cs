using DocumentEngine.Text;
using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// Parts a page's letters by the way their lines run, and turns each part until its lines run to the right: stamps along a margin and
/// pages on their side are read like any other.
/// </summary>
internal static class PdfFrames
{
    private const int StepDegrees = 3;

    /// <summary>The glyphs of each direction in the order of the content, the direction with most of them first.</summary>
    public static List<List<PdfGlyph>> Of(IReadOnlyList<Letter> letters)
    {
        var level = new List<PdfGlyph>(letters.Count);
        var frames = new Dictionary<int, List<PdfGlyph>> { [0] = level };
        var angle = 0;
        foreach (var letter in letters)
        {
            angle = AngleOf(letter) ?? angle;
            var glyphs = angle == 0 ? level : frames.TryGetValue(angle, out var known) ? known : frames[angle] = [];
            if (Value(letter) is { } value)
                glyphs.Add(Turned(letter, value, angle * Math.PI / 180));
        }

        return [.. frames.Values.Where(static glyphs => glyphs.Exists(static glyph => !glyph.IsBlank)).OrderByDescending(static glyphs => glyphs.Count)];
    }

    // A letter without width (a mark over another) runs like the one before it.
    private static int? AngleOf(Letter letter)
    {
        var (x, y) = (letter.EndBaseLine.X - letter.StartBaseLine.X, letter.EndBaseLine.Y - letter.StartBaseLine.Y);
        if (x > 0.01 && Math.Abs(y) < 0.01 * x)
            return 0;
        if (Math.Abs(x) + Math.Abs(y) < 0.01)
            return letter.TextOrientation == TextOrientation.Horizontal ? 0 : null;
        var degrees = Math.Atan2(y, x) * 180 / Math.PI;
        return (((int)Math.Round(degrees / StepDegrees) * StepDegrees) + 360) % 360;
    }

    private static PdfGlyph Turned(Letter letter, string value, double angle)
    {
        var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
        var size = letter.PointSize > 0.5 ? letter.PointSize : 10;
        if (angle == 0)
            return new(value, start.X, end.X, start.Y, size);
        var (cos, sin) = (Math.Cos(angle), Math.Sin(angle));
        return new(
            value,
            (start.X * cos) + (start.Y * sin),
            (end.X * cos) + (end.Y * sin),
            (start.Y * cos) - (start.X * sin),
            size);
    }

    // What a font without a table of its characters draws cannot be read; a gap in the text says so. Signs of symbol fonts are known.
    private static string? Value(Letter letter)
    {
        if (letter.Value is null or "" or "\0")
            return Math.Abs(letter.EndBaseLine.X - letter.StartBaseLine.X) + Math.Abs(letter.EndBaseLine.Y - letter.StartBaseLine.Y) > 0.01 ? "\uFFFD" : null;
        return letter.Value is [>= '\uF000' and <= '\uF0FF'] ? Symbol(letter) : letter.Value;
    }

    private static string Symbol(Letter letter)
    {
        var font = letter.FontName is { } name && name.Contains("Wingdings", StringComparison.OrdinalIgnoreCase) ? "Wingdings" : "Symbol";
        return SymbolFonts.Read(font, ((int)letter.Value[0]).ToString("X", System.Globalization.CultureInfo.InvariantCulture));
    }
}
