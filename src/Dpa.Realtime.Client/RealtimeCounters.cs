namespace Dpa.Realtime.Client;

/// <summary>Counts of what a client has met so far.</summary>
public sealed record RealtimeCounters
{
    /// <summary>How often the socket reconnected.</summary>
    public long Reconnects { get; init; }

    /// <summary>How often something was missing and was requested again.</summary>
    public long Heals { get; init; }

    /// <summary>Versions that were never seen because a newer one superseded them.</summary>
    public long Conflated { get; init; }

    /// <summary>Frames at or below the held position, or that could not be read.</summary>
    public long Ignored { get; init; }

    /// <summary>Transitions raised.</summary>
    public long Transitions { get; init; }

    /// <summary>Transitions that were too old to be reported one by one.</summary>
    public long TransitionsSkipped { get; init; }

    /// <summary>The age of the newest frame of any kind; null before the first.</summary>
    public TimeSpan? NewestFrameAge { get; init; }
}
