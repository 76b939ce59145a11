namespace Dpa.Realtime.Client.Tests.Behaviour;

/// <summary>The client's times, shortened so that a row takes seconds; the same for all languages.</summary>
internal static class DriverTimings
{
    public static readonly TimeSpan BackoffBase = TimeSpan.FromMilliseconds(40);
    public static readonly TimeSpan BackoffCap = TimeSpan.FromMilliseconds(300);
    public static readonly TimeSpan StableAfter = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
}
