using System.Globalization;
using System.Text;

namespace DocumentEngine.Xlsx;

/// <summary>
/// Writes a number as a section of a number format has it: digits, thousands, percents, powers of ten.
/// </summary>
internal sealed class NumberText
{
    private const double MostOfDecimal = 7e28;
    private const int DigitsOfAThousand = 3;
    private const int DigitsOfADouble = 15;

    private readonly FormatSection _section;
    private readonly StringBuilder _text = new();

    private NumberText(FormatSection section) => _section = section;

    /// <summary>The number's text.</summary>
    /// <param name="number">The number.</param>
    /// <param name="section">Its section.</param>
    /// <param name="isAbsolute">Whether the section shows by itself that it is negative.</param>
    public static string Of(double number, FormatSection section, bool isAbsolute)
    {
        var writer = new NumberText(section);
        var size = Math.Abs(number) * Math.Pow(100, section.Count(FormatTokenKind.Percent));
        if (!double.IsFinite(size))
            return NumberFormat.Plain(number);
        if (section.Has(FormatTokenKind.General) || section.IsText)
            return writer.General(isAbsolute ? size : number);
        if (FractionText.Of(size, section) is { } fraction)
            return Signed(fraction, number, isAbsolute);
        if (section.Has(FormatTokenKind.Exponent))
            writer.AppendPower(size, section.Tokens.FindIndex(static token => token.Kind == FormatTokenKind.Exponent));
        else
            writer.AppendPlain(size, section.Decimal);
        return Signed(writer._text.ToString(), number, isAbsolute);
    }

    // A number that is rounded to nothing has no sign.
    private static string Signed(string text, double number, bool isAbsolute) =>
        number < 0 && !isAbsolute && HasNumber(text) ? "-" + text : text;

    private static bool HasNumber(string text) =>
        text.AsSpan().IndexOfAnyInRange('1', '9') >= 0 || text.Any(ChineseNumerals.IsOne);

    private string General(double number)
    {
        var plain = ChineseNumerals.Whole(NumberFormat.Plain(number), _section.Numerals);
        return string.Concat(_section.Tokens.Select(token =>
            token.Kind is FormatTokenKind.General or FormatTokenKind.Text ? plain : token.Text));
    }

    private void AppendPower(double size, int at)
    {
        var before = new DecimalShape(_section.Tokens.GetRange(0, at));
        var step = Math.Max(1, before.WholeDigits);
        var power = size == 0 ? 0 : (int)Math.Floor(Math.Floor(Math.Log10(size)) / step) * step;
        // 9.99 of one decimal is 10.0, which is 1.0 of the next power.
        var mantissa = Rounded(size / Math.Pow(10, power), before.Decimals);
        if (double.Parse(mantissa, CultureInfo.InvariantCulture) >= Math.Pow(10, step))
            power += step;
        AppendPlain(size / Math.Pow(10, power), before);
        _text.Append('E').Append(power < 0 ? "-" : _section.Tokens[at].Text == "+" ? "+" : "");
        AppendPlain(Math.Abs(power), new(_section.Tokens[(at + 1)..]));
    }

    private void AppendPlain(double size, DecimalShape shape)
    {
        if (!shape.HasDigits)
        {
            shape.Tokens.ForEach(AppendSign); // words in the place of a number
            return;
        }

        var digits = Rounded(size / shape.Divisor, shape.Decimals);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? digits : digits[..point];
        AppendWhole(whole == "0" ? "" : whole, shape);
        if (!shape.HasPoint)
            return;
        _text.Append('.');
        AppendDecimals(point < 0 ? "" : digits[(point + 1)..], shape.Part);
    }

    // Fifteen digits are the precision of a binary number; the rest is noise that would round 1.005 down.
    private static string Rounded(double size, int decimals)
    {
        if (size >= MostOfDecimal)
            return Large(size);
        var rounded = Math.Round((decimal)size, decimals, MidpointRounding.AwayFromZero);
        return rounded.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    private static string Large(double size)
    {
        if (!double.IsFinite(size))
            return "0"; // divided by a power that is too small for a number
        var parts = size.ToString($"E{DigitsOfADouble - 1}", CultureInfo.InvariantCulture).Split('E');
        var zeros = int.Parse(parts[1], CultureInfo.InvariantCulture) - (DigitsOfADouble - 1);
        return parts[0].Replace(".", "", StringComparison.Ordinal) + new string('0', zeros);
    }

    private void AppendWhole(string digits, DecimalShape shape)
    {
        var left = shape.WholeDigits;
        if (left == 0)
            AppendDigits(digits, 0, shape.IsGrouped);
        foreach (var token in shape.Whole)
        {
            if (token.Kind != FormatTokenKind.Digit)
            {
                AppendSign(token);
                continue;
            }

            // The first takes all that stand before it too.
            var taken = left == shape.WholeDigits ? Math.Max(0, digits.Length - left + 1) : 1;
            if (digits.Length >= left)
                AppendDigits(digits.AsSpan(digits.Length - left + 1 - taken, taken), left - 1, shape.IsGrouped);
            else if (token.Text == "0")
                AppendDigits("0", left - 1, shape.IsGrouped);
            else if (token.Text == "?")
                _text.Append(' ');
            left--;
        }
    }

    /// <summary>Digits with so many after them.</summary>
    private void AppendDigits(ReadOnlySpan<char> digits, int after, bool isGrouped)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            _text.Append(ChineseNumerals.Of(digits[i], _section.Numerals));
            if (isGrouped && digits.Length - 1 - i + after is > 0 and var more && more % DigitsOfAThousand == 0)
                _text.Append(',');
        }
    }

    private void AppendDecimals(string digits, List<FormatToken> tokens)
    {
        var kept = digits.TrimEnd('0').Length;
        var at = 0;
        foreach (var token in tokens)
        {
            if (token.Kind != FormatTokenKind.Digit)
                AppendSign(token);
            else if (at++ is var i && (i < kept || token.Text == "0"))
                AppendDigits(i < digits.Length ? digits.AsSpan(i, 1) : "0", 0, isGrouped: false);
        }
    }

    private void AppendSign(FormatToken token)
    {
        if (token.Kind != FormatTokenKind.Comma)
            _text.Append(token.Text);
    }
}
