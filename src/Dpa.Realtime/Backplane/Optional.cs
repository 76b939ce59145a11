namespace Dpa.Realtime.Backplane;

/// <summary>
/// Numbers and times that may be missing, kept in eight bytes: a state has many, and one is made for each report.
/// </summary>
internal static class Optional
{
    /// <summary>No number that anybody counts to, and no time that anything takes.</summary>
    public const long None = long.MinValue;

    public static long Of(long? value) => value ?? None;

    public static long? Number(long kept) => kept == None ? null : kept;

    public static long Of(TimeSpan? value) => value?.Ticks ?? None;

    public static TimeSpan? Time(long kept) => kept == None ? null : new TimeSpan(kept);

    /// <summary>A percentage.</summary>
    public static double Of(double? value) => value ?? double.NaN;

    public static double? Percent(double kept) => double.IsNaN(kept) ? null : kept;

    /// <summary>When something happened: not at the beginning of the calendar.</summary>
    public static DateTimeOffset Of(DateTimeOffset? value) => value ?? default;

    public static DateTimeOffset? Moment(DateTimeOffset kept) => kept == default ? null : kept;
}
