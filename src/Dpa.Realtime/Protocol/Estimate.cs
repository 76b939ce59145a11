namespace Dpa.Realtime.Protocol;

/// <summary>
/// The time that work still needs, and the range in which that probably lies: both of its ends or none, in order.
/// </summary>
internal readonly record struct Estimate(TimeSpan? Left, TimeSpan? Low, TimeSpan? High)
{
    /// <summary>Clients take less than 1e13 ms.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(100_000);

    /// <summary>
    /// What was reported, brought into order: nothing below zero, no end of a range without the other, and the range
    /// holds the estimate.
    /// </summary>
    public static Estimate Of(TimeSpan? left, TimeSpan? low, TimeSpan? high)
    {
        if (left is not { } value) return default;
        value = Within(value);
        return low is { } from && high is { } to
            ? new Estimate(value, Min(Within(from), value), Max(Within(to), value))
            : new Estimate(value, null, null);
    }

    /// <summary>What is left of it some time later.</summary>
    public Estimate After(TimeSpan passed) => Of(Left - passed, Low - passed, High - passed);

    private static TimeSpan Within(TimeSpan value) => Min(Max(value, TimeSpan.Zero), Longest);

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
