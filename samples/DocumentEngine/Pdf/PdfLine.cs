using System.Text;
using DocumentEngine.Text;
using UglyToad.PdfPig.Content;

namespace DocumentEngine.Pdf;

/// <summary>
/// One line of a PDF page. Many PDFs have no blanks: words are told apart by the gaps between their letters, measured in the
/// letter's size and against the line's own usual gap (titles are often spaced out).
/// </summary>
internal sealed class PdfLine(Letter first)
{
    private const double WordGap = 0.12;
    private const double WordGapBesideBlanks = 0.3;
    private const double CjkGap = 0.6;
    private const int EnoughGaps = 8;

    // A line with fewer blanks than one in so many letters does not part its words by them (a link's text may have some).
    private const int LettersABlank = 16;

    private readonly List<(string Value, double GapBefore)> _letters = [];
    private Letter _last = first;
    private bool _blankPending;
    private int _blanks;

    public double Baseline { get; } = first.StartBaseLine.Y;

    public double Left { get; } = first.StartBaseLine.X;

    public double Size { get; } = SizeOf(first);

    /// <summary>Whether the letter goes on in this line: near the same baseline (superscripts too) and not back to the left.</summary>
    public bool GoesOnWith(Letter letter) =>
        Math.Abs(letter.StartBaseLine.Y - _last.StartBaseLine.Y) <= 0.55 * Math.Max(SizeOf(letter), Size)
        && letter.StartBaseLine.X >= _last.EndBaseLine.X - Math.Max(SizeOf(letter), Size);

    public void Add(Letter letter)
    {
        if (string.IsNullOrWhiteSpace(letter.Value))
        {
            _blanks += _letters.Count > 0 && !_blankPending ? 1 : 0;
            _blankPending = _letters.Count > 0;
            return;
        }

        if (IsSecondPrint(letter))
            return;
        var gap = _letters.Count == 0 ? 0 : (letter.StartBaseLine.X - _last.EndBaseLine.X) / SizeOf(letter);
        _letters.Add((letter.Value, _blankPending ? double.PositiveInfinity : gap));
        _blankPending = false;
        _last = letter;
    }

    public string Text()
    {
        var text = new StringBuilder();
        var least = LeastWordGap();
        foreach (var (value, gap) in _letters)
        {
            if (text.Length > 0 && gap > (IsCjk(text[^1]) && IsCjk(value[0]) ? CjkGap : least))
                text.Append(' ');
            text.Append(value);
        }

        return text.ToString();
    }

    private double LeastWordGap()
    {
        if (_blanks * LettersABlank > _letters.Count)
            return WordGapBesideBlanks;
        var gaps = _letters.Skip(1).Where(letter => letter.Value != ".").Select(letter => letter.GapBefore).Order().ToList();
        if (gaps.Count < EnoughGaps)
            return WordGap;
        return Math.Max(WordGap, gaps[gaps.Count / 4] * 1.6);
    }

    // Bold type is sometimes made by printing a letter twice, a hair apart.
    private bool IsSecondPrint(Letter letter) => _letters.Count > 0 && letter.Value == _last.Value
        && Math.Abs(letter.StartBaseLine.X - _last.StartBaseLine.X) < 0.1 * Size && Math.Abs(letter.StartBaseLine.Y - _last.StartBaseLine.Y) < 0.1 * Size;

    private static double SizeOf(Letter letter) => letter.PointSize > 0.5 ? letter.PointSize : 10;

    private static bool IsCjk(char c) => CjkScript.Contains(c) || char.IsSurrogate(c) || c is (>= '\u2E80' and <= '\u303F') or (>= '\uFF00' and <= '\uFFEF');
}
