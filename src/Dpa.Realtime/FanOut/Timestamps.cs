namespace Dpa.Realtime.FanOut;

/// <summary>Durations in a time provider's own timestamp units.</summary>
internal static class Timestamps
{
    public static long Of(TimeSpan duration, TimeProvider time) =>
        (long)(duration.TotalSeconds * time.TimestampFrequency);
}
