namespace Dpa.Realtime.Client.Connections;

/// <summary>Delays between attempts: exponential with full jitter (protocol section 10), so that clients dropped together do not come back together.</summary>
internal static class Backoff
{
    /// <summary>Anywhere from nothing up to a bound that doubles with each failure.</summary>
    /// <param name="failures">Failed attempts in a row so far.</param>
    /// <param name="jitter">From 0 up to but not 1.</param>
    /// <param name="rules">The bounds.</param>
    public static TimeSpan Delay(int failures, double jitter, SupervisionRules rules) =>
        TimeSpan.FromMilliseconds(jitter * Math.Min(rules.BackoffCap.TotalMilliseconds, rules.BackoffBase.TotalMilliseconds * Math.Pow(2, failures)));
}
