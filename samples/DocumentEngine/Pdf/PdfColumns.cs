namespace DocumentEngine.Pdf;

/// <summary>
/// Finds columns of prose that were drawn row by row: the same gutter runs through several lines, and there is running
/// text on each side of it. Cells of a table stay in their rows. Promises: linear in the pieces of the page.
/// </summary>
internal static class PdfColumns
{
    private const int LeastRows = 3;
    private const int LeastRowsAgain = 6;
    private const double LeastGutter = 0.8;
    private const double MostStep = 3;

    // Rows that are no columns may be the first of columns together with others: they are tried again without their
    // first one, as often as a page of usual length needs it.
    private const int TrialsOfAPage = 50_000;
    private const int TrialsOfAPiece = 32;
    private const int CostOfAColumn = 8;

    /// <summary>The rows in the order of reading: of columns, one after the other.</summary>
    public static List<List<PdfPiece>> InReadingOrder(List<List<PdfPiece>> rows)
    {
        var ordered = new List<List<PdfPiece>>(rows.Count);
        var gaps = rows.ConvertAll(Gaps);
        var trials = TrialsOfAPage + ((long)TrialsOfAPiece * (rows.Count + gaps.Sum(static each => each.Count)));
        var rejected = 0;
        for (var i = 0; i < rows.Count;)
        {
            var (end, gutters) = Run(rows, gaps, i, ref trials);
            var columns = gutters.Count == 0 ? [] : Columns(rows[i..end], gutters);
            // The last rows of a table are too few to be something else.
            if (columns.Count > 1 && (i >= rejected || end - i >= LeastRowsAgain) && columns.TrueForAll(PdfProse.Is))
            {
                ordered.AddRange(
                    IsLeftward(columns)
                        ? Enumerable.Reverse(columns).SelectMany(static column => column)
                        : columns.SelectMany(static column => column));
                i = end;
                continue;
            }

            rejected = columns.Count > 1 ? Math.Max(rejected, end) : rejected;
            trials -= (long)CostOfAColumn * columns.Count * (end - i);
            var kept = trials > 0 ? i + 1 : end;
            ordered.AddRange(rows[i..kept]);
            i = kept;
        }

        return ordered;
    }

    /// <summary>
    /// The rows from the first on that leave the same gutters free, and these; none where they are too few.
    /// </summary>
    private static (int End, List<(double From, double To)> Gutters) Run(
        List<List<PdfPiece>> rows, List<List<(double From, double To)>> gaps, int first, ref long trials)
    {
        var gutters = gaps[first];
        var (end, parted, single) = (first + 1, 1, 0);
        for (var i = first + 1; i < rows.Count && gutters.Count > 0 && IsNear(rows[i - 1], rows[i]); i++)
        {
            trials -= 1 + gutters.Count + gaps[i].Count;
            var left =
                rows[i].Count > 1
                    ? Shared(gutters, gaps[i], rows[i][0].Size)
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

    // Both in order, and none of either overlaps another of its own.
    private static List<(double From, double To)> Shared(
        List<(double From, double To)> gutters, List<(double From, double To)> gaps, double size)
    {
        var shared = new List<(double From, double To)>();
        for (int i = 0, j = 0; i < gutters.Count && j < gaps.Count;)
        {
            var (from, to) = (Math.Max(gutters[i].From, gaps[j].From), Math.Min(gutters[i].To, gaps[j].To));
            if (to - from >= LeastGutter * size)
                shared.Add((from, to));
            if (gutters[i].To < gaps[j].To)
                i++;
            else
                j++;
        }

        return shared;
    }

    private static bool Crosses(PdfPiece piece, (double From, double To) gutter) =>
        piece.Left < gutter.From && piece.Right > gutter.To;

    private static List<List<List<PdfPiece>>> Columns(List<List<PdfPiece>> rows, List<(double From, double To)> gutters)
    {
        var columns = Enumerable.Range(0, gutters.Count + 1).Select(static _ => new List<List<PdfPiece>>()).ToList();
        foreach (var row in rows)
        {
            foreach (var column in row.GroupBy(piece => Before(gutters, piece.Left)))
                columns[column.Key].Add([.. column]);
        }

        return columns;
    }

    /// <summary>How many gutters begin at the place or before it.</summary>
    private static int Before(List<(double From, double To)> gutters, double left)
    {
        var (low, high) = (0, gutters.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = gutters[middle].From <= left ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static bool IsLeftward(List<List<List<PdfPiece>>> columns) =>
        columns.TrueForAll(static column =>
            column.Exists(static row => row.Exists(static piece => piece.IsRightToLeft)));
}
