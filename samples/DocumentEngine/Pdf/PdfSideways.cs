using DocumentEngine.Text;
using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// Finds the words that lie on their side in vertical writing: Latin letters and digits that run down a column, above
/// or below signs that stand. They are read where they stand; other turned lines (stamps along a margin) are not these.
/// </summary>
internal static class PdfSideways
{
    private const int Downwards = 270;

    /// <summary>How far the middle of the letters is from their baseline, in their size.</summary>
    private const double MiddleOfLetters = 0.35;

    private const double MostBeside = 0.6;
    private const double MostOverlap = 0.5;
    private const double MostGap = 1.2;

    /// <summary>How many blanks may be between the letters and the sign that stands.</summary>
    private const int MostBlanks = 4;

    /// <summary>
    /// How far right of its baseline each such letter has its column's middle, in points; null for all other letters.
    /// </summary>
    /// <param name="letters">The page's letters, in the order of the content.</param>
    /// <param name="angles">The way that each runs.</param>
    public static double?[] Middles(IReadOnlyList<Letter> letters, IReadOnlyList<int> angles)
    {
        var middles = new double?[letters.Count];
        for (var first = 0; first < letters.Count; first++)
        {
            if (angles[first] != Downwards)
                continue;
            var end = first;
            while (end < letters.Count && angles[end] == Downwards)
                end++;
            if (Middle(letters, first, end) is { } middle)
                Array.Fill(middles, middle, first, end - first);
            first = end;
        }

        return middles;
    }

    private static double? Middle(IReadOnlyList<Letter> letters, int first, int end)
    {
        var (top, bottom) = (letters[first], letters[end - 1]);
        if (Sign(letters, first - 1, -1) is { } above && Joins(above, top, above.Bottom - top.StartBaseLine.Y))
            return above.Middle - top.StartBaseLine.X;
        if (Sign(letters, end, 1) is { } below && Joins(below, bottom, bottom.EndBaseLine.Y - below.Top))
            return below.Middle - bottom.StartBaseLine.X;
        return null;
    }

    private static bool Joins(StandingSign sign, Letter letter, double gap) =>
        Math.Abs(letter.StartBaseLine.X + (MiddleOfLetters * sign.Size) - sign.Middle) < MostBeside * sign.Size
        && gap > -MostOverlap * sign.Size && gap < MostGap * sign.Size;

    /// <summary>
    /// The next letter in that direction that is no blank, where it is a sign that stands; behind a few blanks it is of
    /// no column.
    /// </summary>
    private static StandingSign? Sign(IReadOnlyList<Letter> letters, int at, int step)
    {
        for (
            var blanks = 0;
            blanks < MostBlanks && at >= 0 && at < letters.Count && string.IsNullOrWhiteSpace(letters[at].Value);
            blanks++)
            at += step;
        var isSign = at >= 0 && at < letters.Count && PdfGlyph.CanStandBelow(letters[at].Value);
        return isSign ? StandingSign.Of(letters[at]) : null;
    }

    private readonly record struct StandingSign(double Middle, double Baseline, double Size)
    {
        public double Top => Baseline + (PdfGlyph.Ascent * Size);

        public double Bottom => Baseline - (PdfGlyph.Descent * Size);

        public static StandingSign? Of(Letter letter)
        {
            var (start, end, size) = (letter.StartBaseLine, letter.EndBaseLine, letter.PointSize);
            var stands = size > 0.5 && Math.Abs(end.Y - start.Y) < 0.1 * size;
            return stands ? new((start.X + end.X) / 2, start.Y, size) : null;
        }
    }
}
