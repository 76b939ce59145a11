using DocumentEngine.Text;

namespace DocumentEngine.Pdf;

/// <summary>
/// Finds columns of prose that were drawn row by row: the same gutter runs through several lines, and there are whole
/// phrases on each side of it. Cells of a table are shorter, and stay in their rows.
/// </summary>
internal static class PdfColumns
{
    private const int LeastRows = 3;
    private const int LeastLetters = 14;
    private const int LeastIdeographs = 7;
    private const double LeastGutter = 0.8;
    private const double MostStep = 3;

    /// <summary>The rows in the order of reading: of columns, one after the other.</summary>
    public static List<List<PdfPiece>> InReadingOrder(List<List<PdfPiece>> rows)
    {
        var ordered = new List<List<PdfPiece>>(rows.Count);
        for (var i = 0; i < rows.Count;)
        {
            var (end, gutters) = Run(rows, i);
            var columns = gutters.Count == 0 ? [] : Columns(rows[i..end], gutters);
            if (columns.Count > 1 && columns.TrueForAll(IsProse))
            {
                ordered.AddRange(
                    IsLeftward(columns)
                        ? Enumerable.Reverse(columns).SelectMany(static column => column)
                        : columns.SelectMany(static column => column));
                i = end;
            }
            else
            {
                ordered.Add(rows[i++]);
            }
        }

        return ordered;
    }

    /// <summary>
    /// The rows from the first on that leave the same gutters free, and these; none where they are too few.
    /// </summary>
    private static (int End, List<(double From, double To)> Gutters) Run(List<List<PdfPiece>> rows, int first)
    {
        var gutters = Gaps(rows[first]);
        var (end, parted, single) = (first + 1, 1, 0);
        for (var i = first + 1; i < rows.Count && gutters.Count > 0 && IsNear(rows[i - 1], rows[i]); i++)
        {
            var left =
                rows[i].Count > 1
                    ? Shared(gutters, Gaps(rows[i]), rows[i][0].Size)
                    : gutters.Where(gutter => !Crosses(rows[i][0], gutter)).ToList();
            if (left.Count == 0 || (rows[i].Count == 1 && (left.Count < gutters.Count || ++single > parted)))
                break;
            gutters = left;
            parted += rows[i].Count > 1 ? 1 : 0;
            end = i + 1;
        }

        return parted >= LeastRows ? (end, gutters) : (end, []);
    }

    private static bool IsNear(List<PdfPiece> above, List<PdfPiece> row) =>
        (above[0].Baseline - row[0].Baseline) / Math.Max(1, above[0].Size) is > 0.3 and < MostStep
        && above[0].Size / row[0].Size is > 0.7 and < 1.4;

    private static List<(double From, double To)> Gaps(List<PdfPiece> row)
    {
        var pieces = row.OrderBy(static piece => piece.Left).ToList();
        return pieces
            .Skip(1)
            .Select((piece, i) => (From: pieces[i].Right, To: piece.Left))
            .Where(gap => gap.To - gap.From >= LeastGutter * row[0].Size)
            .ToList();
    }

    private static List<(double From, double To)> Shared(
        List<(double From, double To)> gutters, List<(double From, double To)> gaps, double size) =>
        [
            .. gutters
                .SelectMany(gutter =>
                    gaps.Select(gap => (From: Math.Max(gutter.From, gap.From), To: Math.Min(gutter.To, gap.To))))
                .Where(shared => shared.To - shared.From >= LeastGutter * size),
        ];

    private static bool Crosses(PdfPiece piece, (double From, double To) gutter) =>
        piece.Left < gutter.From && piece.Right > gutter.To;

    private static List<List<List<PdfPiece>>> Columns(List<List<PdfPiece>> rows, List<(double From, double To)> gutters)
    {
        var columns = Enumerable.Range(0, gutters.Count + 1).Select(static _ => new List<List<PdfPiece>>()).ToList();
        foreach (var row in rows)
        {
            foreach (var column in row.GroupBy(piece => gutters.Count(gutter => piece.Left >= gutter.From)))
                columns[column.Key].Add([.. column]);
        }

        return columns;
    }

    // Half of its lines are phrases. A short last line, or a heading, does not matter.
    private static bool IsProse(List<List<PdfPiece>> column)
    {
        var full = column.Count(static row =>
        {
            var letters = row.Sum(static piece => piece.Letters);
            var ideographs = row.Sum(static piece => piece.Glyphs.Sum(static glyph => CjkScript.Count(glyph.Value)));
            return letters >= LeastLetters || ideographs >= LeastIdeographs;
        });
        return full >= 2 && full * 2 >= column.Count;
    }

    private static bool IsLeftward(List<List<List<PdfPiece>>> columns) =>
        columns.TrueForAll(static column =>
            column.Exists(static row => row.Exists(static piece => piece.IsRightToLeft)));
}
