namespace DocumentEngine.Xlsx;

/// <summary>
/// The codes of the formats that a workbook names by number alone (ECMA-376 part 1, 18.8.30). Those that each reader's
/// own system decides have one form here: days as 2023-07-16, money without a sign; those of East Asia are the Chinese
/// ones.
/// </summary>
internal static class BuiltInFormats
{
    private const string Day = "yyyy-mm-dd";
    private const string YearAndMonth = "yyyy\"年\"m\"月\"";
    private const string MonthAndDay = "m\"月\"d\"日\"";
    private const string Hours = "h\"时\"mm\"分\"";
    private const string Seconds = Hours + "ss\"秒\"";
    private const string Halves = "上午/下午";

    /// <summary>The code; null where the number means none.</summary>
    public static string? Of(int number) => number switch
    {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 or 6 or 37 or 38 or 41 or 42 => "#,##0;-#,##0",
        7 or 8 or 39 or 40 or 43 or 44 => "#,##0.00;-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => Day,
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => Day + " h:mm",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => OfEastAsia(number),
    };

    private static string? OfEastAsia(int number) => number switch
    {
        27 or 36 or 50 or 52 or 57 => YearAndMonth,
        28 or 29 or 51 or 53 or 54 or 58 => MonthAndDay,
        30 => "m-d-yy",
        31 => "yyyy\"年\"" + MonthAndDay,
        32 => Hours,
        33 => Seconds,
        34 or 55 => Halves + Hours,
        35 or 56 => Halves + Seconds,
        _ => null,
    };
}
