using System.Globalization;
using System.Text;

namespace DocumentEngine.Text;

/// <summary>Writes the numbers of lists and headings in the forms that Word knows.</summary>
internal static class NumberForm
{
    private const string Digits = "〇一二三四五六七八九";
    private const int MostRoman = 3_999;
    private const int MostCircled = 20;

    private static readonly (int Value, string Letters)[] Roman =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ];

    /// <summary>The number as it is shown; a form that is not known is shown in digits.</summary>
    /// <param name="number">The number, from 0.</param>
    /// <param name="form">The form's name in the file, such as "upperRoman".</param>
    public static string Of(int number, string form) =>
        form switch
        {
            "none" or "bullet" => "",
            "lowerLetter" => Letters(number),
            "upperLetter" => Letters(number).ToUpperInvariant(),
            "lowerRoman" => RomanOf(number),
            "upperRoman" => RomanOf(number).ToUpperInvariant(),
            "decimalZero" => number.ToString("00", CultureInfo.InvariantCulture),
            "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when number is > 0 and <= MostCircled => (
                (char)('①' + number - 1)).ToString(),
            _ when form.Contains("Counting", StringComparison.OrdinalIgnoreCase) || form is "ideographDigital" =>
                Chinese(number),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };

    // a … z, aa, bb, … as Word has it.
    private static string Letters(int number) =>
        number <= 0 ? "" : new string((char)('a' + ((number - 1) % 26)), Math.Min(8, ((number - 1) / 26) + 1));

    private static string RomanOf(int number)
    {
        if (number is <= 0 or > MostRoman)
            return number.ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        foreach (var (value, letters) in Roman)
        {
            for (; number >= value; number -= value)
                text.Append(letters);
        }

        return text.ToString();
    }

    private static string Chinese(int number) => number switch
    {
        < 0 or > 99 => number.ToString(CultureInfo.InvariantCulture),
        < 10 => Digits[number].ToString(),
        _ => $"{(number >= 20 ? Digits[number / 10] : "")}十{(number % 10 > 0 ? Digits[number % 10] : "")}",
    };
}
