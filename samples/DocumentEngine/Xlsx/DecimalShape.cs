namespace DocumentEngine.Xlsx;

/// <summary>
/// How pieces of a number format show a decimal number; found out once for all cells that have the format.
/// </summary>
internal sealed class DecimalShape
{
    private const int MostDecimals = 28;

    public DecimalShape(List<FormatToken> tokens)
    {
        Tokens = tokens;
        var point = tokens.FindIndex(static token => token.Kind == FormatTokenKind.Point);
        Whole = point < 0 ? tokens : tokens.GetRange(0, point);
        Part = point < 0 ? [] : tokens[(point + 1)..];
        HasPoint = point >= 0;
        WholeDigits = Whole.Count(IsDigit);
        HasDigits = WholeDigits > 0 || Part.Exists(IsDigit);
        Decimals = Math.Min(MostDecimals, Part.Count(IsDigit));
        var (first, last) = (Whole.FindIndex(IsDigit), Whole.FindLastIndex(IsDigit));
        IsGrouped = first >= 0 && Whole.GetRange(first, last - first).Exists(IsComma);
        // Commas after the last digit, before the point or at the end: a thousandth each.
        Divisor = Math.Pow(1000, CommasAfter(Whole) + CommasAfter(Part));
    }

    /// <summary>All pieces.</summary>
    public List<FormatToken> Tokens { get; }

    /// <summary>Those before the point.</summary>
    public List<FormatToken> Whole { get; }

    /// <summary>Those after the point.</summary>
    public List<FormatToken> Part { get; }

    public bool HasPoint { get; }

    /// <summary>Whether it shows a number at all, and not only words.</summary>
    public bool HasDigits { get; }

    public int WholeDigits { get; }

    public int Decimals { get; }

    /// <summary>Whether thousands are parted.</summary>
    public bool IsGrouped { get; }

    /// <summary>What the number is divided by.</summary>
    public double Divisor { get; }

    private static int CommasAfter(List<FormatToken> tokens)
    {
        var digit = tokens.FindLastIndex(IsDigit);
        return digit < 0 ? 0 : tokens.Skip(digit + 1).TakeWhile(IsComma).Count();
    }

    private static bool IsDigit(FormatToken token) => token.Kind == FormatTokenKind.Digit;

    private static bool IsComma(FormatToken token) => token.Kind == FormatTokenKind.Comma;
}
