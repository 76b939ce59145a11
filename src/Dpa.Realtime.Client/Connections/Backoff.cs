namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Delays between attempts: exponential with full jitter (docs/protocol.md#what-a-client-library-does), so that clients
/// dropped together do not come back together.
/// </summary>
internal static class Backoff
{
    /// <summary>A server that names its own time is followed for so long.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Anywhere from nothing up to a bound that doubles with each failure.</summary>
    /// <param name="failures">Failed attempts in a row so far.</param>
    /// <param name="jitter">From 0 up to but not 1.</param>
    /// <param name="rules">The bounds.</param>
    public static TimeSpan Delay(int failures, double jitter, SupervisionRules rules) =>
        TimeSpan.FromMilliseconds(
            jitter
                * Math.Min(
                    rules.BackoffCap.TotalMilliseconds, rules.BackoffBase.TotalMilliseconds * Math.Pow(2, failures)));

    /// <summary>
    /// Where the server named the time (<c>reconnect</c>). One whose connection it sends away as soon as it came waits
    /// at least for the first delay of a backoff, so that a server that does so time and again is not asked in a tight
    /// loop.
    /// </summary>
    public static TimeSpan Planned(TimeSpan after, bool isStable, double jitter, SupervisionRules rules)
    {
        var (asked, least) = (after < Longest ? after : Longest, isStable ? TimeSpan.Zero : Delay(0, jitter, rules));
        return asked > least ? asked : least;
    }
}
