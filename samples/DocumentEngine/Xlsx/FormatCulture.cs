using System.Globalization;

namespace DocumentEngine.Xlsx;

/// <summary>
/// The language that a number format names: by its Windows number (<c>409</c>) or by name (<c>en-US</c>).
/// </summary>
internal static class FormatCulture
{
    private const int LanguageDigits = 4;

    /// <summary>
    /// It, with the months and years of the Gregorian calendar, which sheets count by; English where the system does
    /// not know it, where it has another calendar only, and where the reader's own is meant.
    /// </summary>
    /// <param name="written">The format's text after the currency: <c>2010409</c>, <c>ja-JP-x-gannen,80</c>.</param>
    public static CultureInfo Of(string written)
    {
        try
        {
            return WithGregorianMonths(Named(written.Split(',')[0]));
        }
        catch (ArgumentException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    private static CultureInfo Named(string name)
    {
        // A number has a digit; "de" and "fa" are names.
        if (name.Any(char.IsAsciiDigit) && name.All(char.IsAsciiHexDigit))
            return Numbered(name);
        // What is private follows an x: of the reader ("x-sysdate"), or of a calendar ("ja-JP-x-gannen").
        var language = $"-{name}".Split("-x-", StringSplitOptions.None)[0].TrimStart('-');
        return CultureInfo.GetCultureInfo(language, predefinedOnly: true);
    }

    // The last four digits name the language; those before them numerals and calendar.
    private static CultureInfo Numbered(string digits)
    {
        var last = digits[Math.Max(0, digits.Length - LanguageDigits)..];
        var isNumber = int.TryParse(last, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var language);
        var isOwn = language is 0 or 0xF800 or 0xF400;
        return isOwn || !isNumber ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(language);
    }

    private static CultureInfo WithGregorianMonths(CultureInfo culture)
    {
        if (culture.DateTimeFormat.Calendar is GregorianCalendar)
            return culture;
        if (culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() is not { } gregorian)
            return CultureInfo.InvariantCulture;
        var changed = (CultureInfo)culture.Clone();
        changed.DateTimeFormat.Calendar = gregorian;
        return changed;
    }
}
