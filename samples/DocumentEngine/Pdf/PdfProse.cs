using System.Buffers;
using DocumentEngine.Text;

namespace DocumentEngine.Pdf;

/// <summary>
/// Distinguishes a column of running text from a column of a table or a form, whose cells may be phrases too: lines
/// that go on inside a sentence, fill the column's width, and have a text's punctuation.
/// </summary>
internal static class PdfProse
{
    private const int LeastLetters = 14;
    private const int LeastIdeographs = 7;

    // From so many lines on a text has a stop or a comma.
    private const int LinesWithPunctuation = 6;
    private const string Stops = ".!?。！？…؟۔։।॥။។";
    private const string Opening = "\"'“”‘’„«»‹›([（「『《〈【";
    private static readonly SearchValues<char> Punctuation = SearchValues.Create(".,;!?。，、；！？،؛؟۔։।॥၊။។");

    /// <summary>Whether the lines of the column are one text.</summary>
    public static bool Is(List<List<PdfPiece>> column)
    {
        var lines = column.ConvertAll(static row => new Line(row));
        var phrases = lines.Count(static line => line.IsPhrase);
        // A short last line, or a heading, does not matter.
        if (phrases < 2 || phrases * 2 < lines.Count || lines.Count(static line => line.Last is ':' or '：') > 1)
            return false;
        var hasPunctuation = lines.Count < LinesWithPunctuation || lines.Exists(static line => line.HasPunctuation);
        // A name in Latin letters makes no other text of one without capital letters.
        if (lines.Count(static line => line.IsPhrase && line.IsCased) * 2 < phrases)
            return (hasPunctuation && Filled(lines, 0.8) >= 0.7)
                || (!lines.Exists(static line => line.IsIdeographic) && Filled(lines, 0.9) >= 0.8);
        var (going, starting) = Beginnings(lines);
        if (going + starting == 0)
            return false;
        var share = (double)going / (going + starting);
        return (hasPunctuation && share >= (going + starting < LinesWithPunctuation ? 0.5 : 0.7)
                && Filled(lines, 0.7) >= 0.6)
            || (share >= 0.4 && Filled(lines, 0.9) >= 0.8);
    }

    /// <summary>How many lines go on inside a sentence, and how many begin something; after a stop, each may.</summary>
    private static (int Going, int Starting) Beginnings(List<Line> lines)
    {
        var (going, starting) = (0, 0);
        for (var i = 1; i < lines.Count; i++)
        {
            if (Stops.Contains(lines[i - 1].Last) || lines[i].Begins is not { } begins)
                continue;
            (going, starting) = begins ? (going, starting + 1) : (going + 1, starting);
        }

        return (going, starting);
    }

    /// <summary>The share of lines that are about as wide as the widest; the last of a paragraph need not be.</summary>
    private static double Filled(List<Line> lines, double share)
    {
        var widest = lines.Max(static line => line.Width);
        var inner = lines.Take(lines.Count - 1).Where(static line => !Stops.Contains(line.Last)).ToList();
        return inner.Count == 0 ? 1 : (double)inner.Count(line => line.Width >= share * widest) / inner.Count;
    }

    private sealed class Line
    {
        public Line(List<PdfPiece> row)
        {
            var isLeftward = row.Exists(static piece => piece.IsRightToLeft);
            var text = string.Concat(
                row.SelectMany(static piece => piece.Glyphs)
                    .Where(static glyph => !glyph.IsBlank)
                    .Select(static glyph => glyph.Value));
            var letters = row.Sum(static piece => piece.Letters);
            var ideographs = CjkScript.Count(text);
            IsPhrase = letters >= LeastLetters || ideographs >= LeastIdeographs;
            Width = row.Max(static piece => piece.Right) - row.Min(static piece => piece.Left);
            Last = text.Length == 0 ? ' ' : text[isLeftward ? 0 : ^1];
            HasPunctuation = text.AsSpan().IndexOfAny(Punctuation) >= 0;
            IsIdeographic = ideographs * 2 >= Math.Max(1, letters);
            IsCased = !IsIdeographic && text.Any(IsOfACase);
            var first = text.AsSpan().TrimStart(Opening);
            // Only a letter that may be a capital one shows what begins.
            var isShown = first.Length > 0 && !isLeftward && IsCased && IsOfACase(first[0]);
            Begins = isShown ? char.IsUpper(first[0]) : null;
        }

        /// <summary>Whether it is more than a word or two.</summary>
        public bool IsPhrase { get; }

        public double Width { get; }

        /// <summary>Its last character.</summary>
        public char Last { get; }

        public bool HasPunctuation { get; }

        /// <summary>Whether it is in a script with capital letters.</summary>
        public bool IsCased { get; }

        /// <summary>Whether it is Chinese, Japanese or Korean, which always have punctuation.</summary>
        public bool IsIdeographic { get; }

        /// <summary>Whether it may begin a sentence or a cell; null where that cannot be seen.</summary>
        public bool? Begins { get; }

        private static bool IsOfACase(char c) => char.IsLower(c) || char.IsUpper(c);
    }
}
