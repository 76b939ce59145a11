namespace DocumentEngine.Xlsx;

/// <summary>The year of a day as Japan or Taiwan count it: by eras, whose first year is 1.</summary>
/// <param name="Letter">The era's letter, such as R: <c>g</c> of a number format.</param>
/// <param name="Short">The era in short, such as 令: <c>gg</c>.</param>
/// <param name="Name">The era's name, such as 令和: <c>ggg</c>.</param>
/// <param name="Number">The year of the era: <c>e</c>.</param>
internal readonly record struct EraYear(string Letter, string Short, string Name, int Number)
{
    private const string Republic = "民國";
    private const int YearBeforeTheRepublic = 1911;

    /// <summary>The first days of the eras of Japan since sheets have days, the newest first.</summary>
    private static readonly ((int Year, int Month, int Day) From, EraYear First)[] OfJapan =
    [
        ((2019, 5, 1), new("R", "令", "令和", 2019)),
        ((1989, 1, 8), new("H", "平", "平成", 1989)),
        ((1926, 12, 25), new("S", "昭", "昭和", 1926)),
        ((1912, 7, 30), new("T", "大", "大正", 1912)),
        ((1868, 1, 25), new("M", "明", "明治", 1868)),
    ];

    /// <summary>
    /// The year of an era, where a number format asks for one: in Japanese, in the Chinese of Taiwan, and where it
    /// names an era and no language, as formats of Japan do. Null for the years of everybody else.
    /// </summary>
    /// <param name="section">The section of the format.</param>
    /// <param name="day">The day.</param>
    public static EraYear? Of(FormatSection section, SheetTime day)
    {
        if (section.Culture.Name == "zh-TW")
            return day.Year > YearBeforeTheRepublic
                ? new(Republic, Republic, "中華" + Republic, day.Year - YearBeforeTheRepublic)
                : null;
        var isUnnamed = section.Culture.Name.Length == 0 && section.Tokens.Exists(static token => token.IsTime('g'));
        if (!isUnnamed && !IsOfJapan(section))
            return null;
        var (_, first) = Array.Find(OfJapan, era => (day.Year, day.Month, day.Day).CompareTo(era.From) >= 0);
        return first with { Number = day.Year - first.Number + 1 };
    }

    /// <summary>Whether the section is in Japanese.</summary>
    public static bool IsOfJapan(FormatSection section) =>
        section.Culture.Name.StartsWith("ja", StringComparison.Ordinal);
}
