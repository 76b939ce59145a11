using System.Globalization;

namespace DocumentEngine.Xlsx;

/// <summary>Writes a number as a fraction: <c># ?/?</c> shows 1.25 as 1 1/4, <c># ?/16</c> as 1 4/16.</summary>
internal static class FractionText
{
    private const int MostDigits = 7;
    private const double MostNumber = 1e15;

    /// <summary>The number's text; null where the section shows no fraction.</summary>
    /// <param name="size">The number without its sign.</param>
    /// <param name="section">The section.</param>
    public static string? Of(double size, FormatSection section)
    {
        if (!section.Has(FormatTokenKind.Slash))
            return null;
        var tokens = section.Tokens;
        var slash = tokens.FindIndex(static token => token.Kind == FormatTokenKind.Slash);
        var below = tokens.Skip(slash + 1).TakeWhile(static token => IsDigit(token) || IsNumeral(token)).ToList();
        var above = tokens.Take(slash).Reverse().TakeWhile(IsDigit).Count();
        if (below.Count == 0 || above == 0 || size >= MostNumber)
            return null;
        var before = tokens.GetRange(0, slash - above);
        var first = before.FindIndex(IsDigit);
        var whole = first < 0 ? 0 : Math.Floor(size);
        var (over, under) = below.Exists(IsNumeral)
            ? OfFixed(size - whole, string.Concat(below.Select(static token => token.Text)))
            : Nearest(size - whole, (int)Math.Pow(10, Math.Min(below.Count, MostDigits)) - 1);
        if (first >= 0 && over == under)
            (whole, over) = (whole + 1, 0);
        return Literals(before.Take(first < 0 ? before.Count : first)) + Text(whole, first >= 0, before, over, under)
            + Literals(tokens.Skip(slash + 1 + below.Count));
    }

    private static string Text(double whole, bool hasWhole, List<FormatToken> before, long over, long under)
    {
        var fraction = string.Create(CultureInfo.InvariantCulture, $"{over}/{under}");
        if (!hasWhole)
            return fraction;
        var isShown = whole > 0 || over == 0 || before.Exists(static token => IsDigit(token) && token.Text == "0");
        var number = isShown ? whole.ToString("F0", CultureInfo.InvariantCulture) : "";
        return over == 0 ? number : isShown ? $"{number} {fraction}" : fraction;
    }

    private static string Literals(IEnumerable<FormatToken> tokens) =>
        string.Concat(tokens.Where(static token => !IsDigit(token)).Select(static token => token.Text));

    private static (long Over, long Under) OfFixed(double part, string under)
    {
        var digits = under.Replace('#', '0').Replace('?', '0');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? ((long)Math.Round(part * number, MidpointRounding.AwayFromZero), number)
            : Nearest(part, 9);
    }

    // The last fraction of its continued fraction with a denominator up to the limit, as Excel has it: 3 1/7 for pi.
    private static (long Over, long Under) Nearest(double part, long most)
    {
        long overBefore = 0, over = 1, underBefore = 1, under = 0;
        var rest = part;
        for (var i = 0; i < 40; i++)
        {
            var term = (long)Math.Floor(rest);
            var nextUnder = (term * under) + underBefore;
            if (nextUnder > most)
                break;
            (overBefore, over) = (over, (term * over) + overBefore);
            (underBefore, under) = (under, nextUnder);
            if (Math.Abs(part - ((double)over / under)) < 1e-10 || rest - term < 1e-10)
                break;
            rest = 1 / (rest - term);
        }

        return (over, under);
    }

    private static bool IsDigit(FormatToken token) => token.Kind == FormatTokenKind.Digit;

    private static bool IsNumeral(FormatToken token) =>
        token is { Kind: FormatTokenKind.Literal, Text: [>= '1' and <= '9'] };
}
