using System.Globalization;
using System.Text;

namespace DocumentEngine.Xlsx;

/// <summary>
/// Writes numbers in Chinese numerals, as the formats <c>[DBNum1]</c> (一百二十), <c>[DBNum2]</c> (壹佰贰拾) and
/// <c>[DBNum3]</c> (１２０) do.
/// </summary>
internal static class ChineseNumerals
{
    private const decimal Most = 9_999_999_999_999_999m;
    private const int DigitsOfAGroup = 4;

    private static readonly string[] Digits = ["〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "０１２３４５６７８９"];
    private static readonly string[][] Places = [["", "十", "百", "千"], ["", "拾", "佰", "仟"]];
    private static readonly string[] Groups = ["", "万", "亿", "万亿"];

    /// <summary>Each digit by itself: 2023 is 二〇二三.</summary>
    public static string Each(string number, int numerals) =>
        numerals is < 1 or > 3 ? number : string.Concat(number.Select(c => Of(c, numerals)));

    /// <summary>Whether a character is a numeral other than zero.</summary>
    public static bool IsOne(char c) => Array.Exists(Digits, digits => digits.IndexOf(c, StringComparison.Ordinal) > 0);

    /// <summary>One digit; what is none stays.</summary>
    public static char Of(char digit, int numerals) =>
        numerals is < 1 or > 3 || !char.IsAsciiDigit(digit) ? digit : Digits[numerals - 1][digit - '0'];

    /// <summary>A number with its places: 123.4 is 一百二十三.四.</summary>
    public static string Whole(string number, int numerals)
    {
        var isNumber = decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value);
        if (numerals is not (1 or 2) || !isNumber || Math.Abs(value) > Most)
            return Each(number, numerals);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = decimal.Truncate(Math.Abs(value)).ToString("0", CultureInfo.InvariantCulture);
        return (value < 0 ? "-" : "") + Grouped(whole, numerals) + (point < 0 ? "" : Each(number[point..], numerals));
    }

    /// <summary>A day, month, hour, minute or second: 12 is 十二, not 一十二.</summary>
    public static string OfTime(long number, string digits, int numerals) => numerals switch
    {
        1 when number is >= 10 and < 20 => Grouped(number.ToString(CultureInfo.InvariantCulture), numerals)[1..],
        1 or 2 => Grouped(number.ToString(CultureInfo.InvariantCulture), numerals),
        _ => Each(digits, numerals),
    };

    private static string Grouped(string whole, int numerals)
    {
        var text = new StringBuilder();
        var zero = Digits[numerals - 1][0];
        var (isPending, hasInGroup) = (false, false);
        for (var i = 0; i < whole.Length; i++)
        {
            var place = whole.Length - 1 - i;
            if (whole[i] == '0')
            {
                isPending = text.Length > 0;
            }
            else
            {
                if (isPending)
                    text.Append(zero);
                text.Append(Digits[numerals - 1][whole[i] - '0']).Append(Places[numerals - 1][place % DigitsOfAGroup]);
                (isPending, hasInGroup) = (false, true);
            }

            if (place % DigitsOfAGroup != 0)
                continue;
            text.Append(hasInGroup ? Groups[place / DigitsOfAGroup] : "");
            hasInGroup = false;
        }

        return text.Length > 0 ? text.ToString() : zero.ToString();
    }
}
