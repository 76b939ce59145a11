namespace DocumentEngine.Xlsx;

/// <summary>
/// A day and time of a sheet. Sheets count days from 1900, whose February has 29 of them there, and whose day 0 is the
/// 0th of January; or from 1904.
/// </summary>
/// <param name="Year">The year.</param>
/// <param name="Month">The month.</param>
/// <param name="Day">The day of the month.</param>
/// <param name="WeekDay">The day of the week, 0 for Sunday.</param>
/// <param name="Units">The units since midnight.</param>
/// <param name="AllUnits">The units since day 0.</param>
internal readonly record struct SheetTime(int Year, int Month, int Day, int WeekDay, long Units, long AllUnits)
{
    private const int DaysTo1904 = 1462;
    private const int FalseLeapDay = 60;

    /// <summary>The last of the year 9999, from 1900.</summary>
    private const int LastDay = 2_958_465;

    private const long Seconds = 24 * 60 * 60;

    /// <summary>Whether sheets have a day of the number: from day 0 to the end of the year 9999.</summary>
    /// <param name="number">Days.</param>
    /// <param name="is1904">Whether they are counted from 1904.</param>
    public static bool Has(double number, bool is1904) => number >= 0 && Math.Floor(number) <= Last(is1904);

    /// <summary>The time of a number.</summary>
    /// <param name="number">Days that sheets have.</param>
    /// <param name="is1904">Whether they are counted from 1904.</param>
    /// <param name="unitsASecond">
    /// How fine it is: 1, 10, 100 or 1,000; it is rounded to a whole unit, but not beyond the last day.
    /// </param>
    public static SheetTime Of(double number, bool is1904, int unitsASecond)
    {
        var aDay = Seconds * unitsASecond;
        var days = (long)Math.Min(Math.Floor(number), Last(is1904));
        var units = (long)Math.Round((number - days) * aDay, MidpointRounding.AwayFromZero);
        if (units == aDay)
            (days, units) = days < Last(is1904) ? (days + 1, 0) : (days, aDay - 1);
        var day = (int)(days + (is1904 ? DaysTo1904 : 0));
        var (year, month, ofMonth) = day switch
        {
            0 => (1900, 1, 0),
            FalseLeapDay => (1900, 2, 29),
            _ => Parts(new DateTime(1899, 12, day < FalseLeapDay ? 31 : 30).AddDays(day)),
        };
        return new(year, month, ofMonth, (day + 6) % 7, units, (days * aDay) + units);
    }

    private static int Last(bool is1904) => LastDay - (is1904 ? DaysTo1904 : 0);

    private static (int Year, int Month, int Day) Parts(DateTime date) => (date.Year, date.Month, date.Day);
}
