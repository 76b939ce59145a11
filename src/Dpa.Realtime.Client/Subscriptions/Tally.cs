namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>The running counts of <see cref="RealtimeCounters"/>.</summary>
internal sealed class Tally(ClientMetrics metrics)
{
    private long _heals;
    private long _conflated;
    private long _ignored;
    private long _raised;
    private long _skipped;

    public void Healed()
    {
        Interlocked.Increment(ref _heals);
        metrics.Heals.Add(1);
    }

    public void Ignored()
    {
        Interlocked.Increment(ref _ignored);
        metrics.Ignored.Add(1);
    }

    public void Took(PipelinePosition? before, PipelinePosition after, int raised, long skipped)
    {
        Interlocked.Add(ref _raised, raised);
        Interlocked.Add(ref _skipped, skipped);
        if (raised > 0)
            metrics.Transitions.Add(raised);
        if (skipped > 0)
            metrics.TransitionsSkipped.Add(skipped);
        if (
            before is not { } old
            || old.Epoch != after.Epoch
            || after.Version - old.Version - 1 is not (> 0 and var left))
            return;
        Interlocked.Add(ref _conflated, left);
        metrics.Conflated.Add(left);
    }

    public RealtimeCounters Read(int reconnects, TimeSpan? newestFrameAge) => new()
    {
        Reconnects = reconnects,
        Heals = Interlocked.Read(ref _heals),
        Conflated = Interlocked.Read(ref _conflated),
        Ignored = Interlocked.Read(ref _ignored),
        Transitions = Interlocked.Read(ref _raised),
        TransitionsSkipped = Interlocked.Read(ref _skipped),
        NewestFrameAge = newestFrameAge,
    };
}
