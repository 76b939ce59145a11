using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// Checks the settings when the application starts; each message names the setting, its range and the value. Upper
/// bounds keep every sum with the present time within what a date holds.
/// </summary>
internal sealed class OptionsRules : IValidateOptions<DpaRealtimeOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, DpaRealtimeOptions options)
    {
        var failures = new List<string>();
        void Check<T>(bool holds, T value, string range, [CallerArgumentExpression(nameof(value))] string setting = "")
        {
            if (!holds)
                failures.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"DpaRealtimeOptions.{setting["o.".Length..]} must be {range}; it is {value}."));
        }

        var o = options;
        Check(
            o.HeartbeatInterval >= Second && o.HeartbeatInterval <= TimeSpan.FromMinutes(10), o.HeartbeatInterval,
            "from 1 second to 10 minutes");
        Check(
            (o.HandshakeTimeout >= Second && o.HandshakeTimeout <= TimeSpan.FromMinutes(10))
                || o.HandshakeTimeout == Timeout.InfiniteTimeSpan,
            o.HandshakeTimeout, "from 1 second to 10 minutes, or Timeout.InfiniteTimeSpan");
        Check(
            (o.SendTimeout > TimeSpan.Zero && o.SendTimeout <= Day) || o.SendTimeout == Timeout.InfiniteTimeSpan,
            o.SendTimeout, "greater than 0 and at most 1 day, or Timeout.InfiniteTimeSpan");
        Check(o.MaxMessageBytes is >= 1024 and <= 1024 * 1024, o.MaxMessageBytes, "from 1,024 to 1,048,576");
        Check(
            o.MaxSubscriptionsPerConnection is >= 1 and <= 100_000, o.MaxSubscriptionsPerConnection, "from 1 to 100,000"
        );
        Check(o.MaxConnectionsPerUser >= 1, o.MaxConnectionsPerUser, "at least 1");
        Check(o.MaxConnections >= 1, o.MaxConnections, "at least 1");
        Check(o.MaxCommitsInFlight is >= 1 and <= 10_000, o.MaxCommitsInFlight, "from 1 to 10,000");
        Check(o.MaxMessagesPerSecond >= 1, o.MaxMessagesPerSecond, "at least 1");
        Check(o.MessageBurst >= 1, o.MessageBurst, "at least 1");
        Check(o.MaxRequestsPerSecond >= 1, o.MaxRequestsPerSecond, "at least 1");
        Check(o.RequestBurst >= 1, o.RequestBurst, "at least 1");
        Check(o.MaxHeldRequestsPerUser >= 1, o.MaxHeldRequestsPerUser, "at least 1");
        Check(o.MaxTicketsPerMinute >= 1, o.MaxTicketsPerMinute, "at least 1");
        Check(o.TransitionsKept is >= 1 and <= 64, o.TransitionsKept, "from 1 to 64");
        Check(o.StallAfter > TimeSpan.Zero, o.StallAfter, "greater than 0");
        Check(o.ProducerLease >= 3 * Second && o.ProducerLease <= Day, o.ProducerLease, "from 3 seconds to 1 day");
        Check(
            o.LostProducerStatus is PipelineStatus.Failed or PipelineStatus.Interrupted, o.LostProducerStatus,
            "Failed or Interrupted");
        Check(
            o.Retention > TimeSpan.Zero && o.Retention <= 3650 * Day, o.Retention,
            "greater than 0 and at most 3,650 days");
        Check(o.WaitTimeout > TimeSpan.Zero && o.WaitTimeout <= Day, o.WaitTimeout, "greater than 0 and at most 1 day");
        Check(
            o.TicketLifetime > TimeSpan.Zero && o.TicketLifetime <= TimeSpan.FromMinutes(5), o.TicketLifetime,
            "greater than 0 and at most 5 minutes");
        Check(o.DrainTime >= TimeSpan.Zero && o.DrainTime <= TimeSpan.FromHours(1), o.DrainTime, "from 0 to 1 hour");
        Check(
            IsFrom10Ms(o.CallbackTimeout) && o.CallbackTimeout <= TimeSpan.FromMinutes(10), o.CallbackTimeout,
            "from 10 milliseconds to 10 minutes");
        Check(o.MaxConcurrentCallbacks is >= 1 and <= 10_000, o.MaxConcurrentCallbacks, "from 1 to 10,000");
        Check(
            IsFrom10Ms(o.TransitionHandlerTimeout) && o.TransitionHandlerTimeout <= TimeSpan.FromHours(1),
            o.TransitionHandlerTimeout, "from 10 milliseconds to 1 hour");
        Check(o.MaxQueuedTransitions is >= 1 and <= 10_000_000, o.MaxQueuedTransitions, "from 1 to 10,000,000");
        foreach (var origin in o.AllowedOrigins.Where(a => !IsOrigin(a)))
            failures.Add(
                $"DpaRealtimeOptions.AllowedOrigins must hold origins as a browser sends them, such as "
                    + $"https://app.example.com (no path, no slash at the end, no default port, no wildcard); it holds "
                    + $"'{origin}'."
            );
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static bool IsFrom10Ms(TimeSpan value) => value >= TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// Whether a browser could send it (RFC 6454 section 7): anything else would never match and only look like a
    /// permission.
    /// </summary>
    private static bool IsOrigin(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && !text.Contains('*', StringComparison.Ordinal)
        && string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
