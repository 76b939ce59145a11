using System.Text;
using DocumentEngine.Text;

namespace DocumentEngine.Pdf;

/// <summary>
/// One line of a PDF page. Many PDFs have no blanks: words are separated by the gaps between their letters, measured in
/// the letter's size and against the line's own usual gap (titles are often spaced out).
/// </summary>
internal sealed class PdfLine
{
    private const double WordGap = 0.12;
    private const double WordGapBesideBlanks = 0.3;
    private const double CjkGap = 0.6;
    private const int EnoughGaps = 6;

    // A line with fewer blanks than one in so many letters does not part its words by them (a link's text may have
    // some).
    private const int LettersABlank = 16;

    // A title whose letters are parted by blanks has at least so many.
    private const int LeastSpaced = 5;

    private readonly List<(string Value, double GapBefore, int BlanksBefore)> _letters = [];
    private readonly bool _isVertical;
    private readonly bool _isRightToLeft;
    private readonly int _blanks;

    public PdfLine(IReadOnlyList<PdfPiece> pieces)
    {
        var first = pieces[0];
        (Baseline, Left, Size, _isVertical) = (
            first.Baseline,
            pieces.Min(static piece => piece.Left),
            first.Size, first.IsVertical);
        _isRightToLeft = pieces.Any(static piece => piece.IsRightToLeft);
        var glyphs = pieces.SelectMany(static piece => piece.Glyphs);
        PdfGlyph? last = null;
        var blanks = 0;
        // What runs to the left may be written in either order; where it stands is what is seen.
        foreach (var glyph in _isRightToLeft ? glyphs.OrderBy(static glyph => glyph.Centre) : glyphs)
        {
            if (glyph.IsBlank)
            {
                blanks += last is null ? 0 : 1;
                _blanks += blanks == 1 ? 1 : 0;
            }
            else if (last is null || !IsSecondPrint(last.Value, glyph))
            {
                _letters.Add((glyph.Value, last is { } before ? Gap(before, glyph) : 0, blanks));
                (last, blanks) = (glyph, 0);
            }
        }
    }

    public double Baseline { get; }

    public double Left { get; }

    public double Size { get; }

    public string Text()
    {
        if (_isVertical)
            return VerticalText();
        var values = WithBlanks();
        return _isRightToLeft ? BidiOrder.ToLogical(values) : string.Concat(values);
    }

    /// <summary>Signs are not parted; words on their side are.</summary>
    private string VerticalText()
    {
        var text = new StringBuilder(_letters.Count + 16);
        foreach (var (value, gap, blanks) in _letters)
        {
            if (text.Length > 0 && !(IsCjk(text[^1]) && IsCjk(value[0])) && (blanks > 0 || gap > WordGapBesideBlanks))
                text.Append(' ');
            text.Append(value);
        }

        return text.ToString();
    }

    private static double Gap(PdfGlyph before, PdfGlyph glyph) => (glyph, before) switch
    {
        ({ IsSideways: true }, { IsSideways: true }) => (before.Bottom - glyph.Top) / glyph.Size,
        ({ IsSideways: true }, _) or (_, { IsSideways: true }) => 0, // there may be a little air beside a word
        _ => (glyph.Left - before.Right) / glyph.Size,
    };

    private List<string> WithBlanks()
    {
        var values = new List<string>(_letters.Count + 16);
        var isSpaced = IsSpacedOut();
        var least = LeastWordGap();
        foreach (var (value, gap, blanks) in _letters)
        {
            if (values.Count > 0 && IsWordBorder(values[^1][^1], value[0], gap, blanks, isSpaced, least))
                values.Add(" ");
            // A run of glyphs that cannot be read is one gap.
            if (value != "\uFFFD" || values.Count == 0 || values[^1] != "\uFFFD")
                values.Add(value);
        }

        return values;
    }

    private static bool IsWordBorder(char before, char next, double gap, int blanks, bool isSpaced, double least)
    {
        if (isSpaced)
            return blanks > 1 || gap > 1.6;
        return blanks > 0 || gap > (IsCjk(before) && IsCjk(next) ? CjkGap : least);
    }

    // "C O N T E N T S", "目 录": a blank after nearly every single letter.
    private bool IsSpacedOut()
    {
        if (
            _letters.Count < 2
            || !_letters.TrueForAll(static letter =>
                letter.Value.Length == 1 && (char.IsLetter(letter.Value[0]) || IsRadical(letter.Value[0]))))
            return false;
        var parted = _letters.Skip(1).Count(static letter => letter.BlanksBefore > 0);
        var isCjk = _letters.TrueForAll(static letter =>
            CjkScript.Contains(letter.Value[0]) || IsRadical(letter.Value[0]));
        return parted == _letters.Count - 1 && (isCjk || _letters.Count >= LeastSpaced);
    }

    private double LeastWordGap()
    {
        var least = _blanks * LettersABlank > _letters.Count ? WordGapBesideBlanks : WordGap;
        var gaps = _letters
            .Skip(1)
            .Where(static letter => letter.Value != "." && letter.BlanksBefore == 0)
            .Select(static letter => letter.GapBefore)
            .Order()
            .ToList();
        return gaps.Count < EnoughGaps ? least : Math.Max(least, gaps[gaps.Count / 4] * 1.6);
    }

    // Bold type is sometimes made by printing a letter twice, a hair apart.
    private bool IsSecondPrint(PdfGlyph last, PdfGlyph glyph) => glyph.Value == last.Value
        && Math.Abs(glyph.Left - last.Left) < 0.1 * Size && Math.Abs(glyph.Baseline - last.Baseline) < 0.1 * Size;

    // What browsers' PDFs have in the place of ideographs.
    private static bool IsRadical(char c) => c is >= '\u2E80' and <= '\u2FDF';

    private static bool IsCjk(char c) =>
        CjkScript.Contains(c)
        || char.IsSurrogate(c)
        || c is (>= '\u2E80' and <= '\u303F') or (>= '\uFF00' and <= '\uFFEF');
}
