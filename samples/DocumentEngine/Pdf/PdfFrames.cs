using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// Parts a page's letters by the way their lines run, and turns each part until its lines run to the right: stamps
/// along a margin and pages on their side are read like any other.
/// </summary>
internal static class PdfFrames
{
    private const int StepDegrees = 3;

    /// <summary>
    /// The glyphs of each direction in the order of the content, the direction with most of them first.
    /// </summary>
    /// <param name="letters">The page's letters.</param>
    /// <param name="names">Their characters.</param>
    public static List<List<PdfGlyph>> Of(IReadOnlyList<Letter> letters, PdfNames names)
    {
        var level = new List<PdfGlyph>(letters.Count);
        var frames = new Dictionary<int, List<PdfGlyph>> { [0] = level };
        var angles = Angles(letters);
        var middles = PdfSideways.Middles(letters, angles);
        for (var i = 0; i < letters.Count; i++)
        {
            if (names.Of(letters[i]) is not { } value)
                continue;
            if (middles[i] is { } middle)
                level.Add(Sideways(letters[i], value, middle));
            else
                Frame(angles[i]).Add(Turned(letters[i], value, angles[i] * Math.PI / 180));
        }

        return
        [
            .. frames
                .Values.Where(static glyphs => glyphs.Exists(static glyph => !glyph.IsBlank))
                .OrderByDescending(static glyphs => glyphs.Count),
        ];

        List<PdfGlyph> Frame(int angle) =>
            angle == 0 ? level : frames.TryGetValue(angle, out var known) ? known : frames[angle] = [];
    }

    private static int[] Angles(IReadOnlyList<Letter> letters)
    {
        var angles = new int[letters.Count];
        var angle = 0;
        for (var i = 0; i < letters.Count; i++)
            angles[i] = angle = AngleOf(letters[i]) ?? angle;
        return angles;
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

    /// <summary>A letter that lies in a column, in the column's own frame.</summary>
    private static PdfGlyph Sideways(Letter letter, string value, double middle)
    {
        var (start, end, size) = (letter.StartBaseLine, letter.EndBaseLine, SizeOf(letter));
        var centre = start.X + middle;
        return new(value, centre - (size / 2), centre + (size / 2), end.Y, size) { Length = start.Y - end.Y };
    }

    private static double SizeOf(Letter letter) => letter.PointSize > 0.5 ? letter.PointSize : 10;

    private static PdfGlyph Turned(Letter letter, string value, double angle)
    {
        var (start, end) = (letter.StartBaseLine, letter.EndBaseLine);
        var size = SizeOf(letter);
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
}
