namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// One connection's changes between the log and the socket: how long each took from its acceptance, and its span. Where
/// nobody listens it holds nothing and costs two comparisons a batch. Touched by the connection's send loop alone.
/// </summary>
internal sealed class DeliveryMeasure(RealtimeMetrics metrics, TimeProvider time)
{
    private const int KeptCapacity = 64;

    private List<SentChange>? _taken;
    private DateTimeOffset _takenAt;

    /// <summary>Whether anybody listens.</summary>
    public bool IsNeeded => metrics.ChangeToSend.Enabled || RealtimeTrace.HasListeners;

    /// <summary>A change's frame was taken out of the log, to be written.</summary>
    public void Take(in SentChange change)
    {
        if (!IsTimed(change) && !RealtimeTrace.Follows(change)) return;
        _taken ??= new List<SentChange>(4);
        if (_taken.Count == 0) _takenAt = time.GetUtcNow();
        _taken.Add(change);
    }

    /// <summary>What was taken has been written.</summary>
    public void Written()
    {
        if (_taken is not { Count: > 0 }) return;
        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        foreach (var change in _taken)
        {
            if (IsTimed(change))
                metrics.ChangeToSend.Record(time.GetElapsedTime(change.AcceptedTimestamp, timestamp).TotalSeconds);
            if (RealtimeTrace.Follows(change))
                RealtimeTrace.Sent(change, _takenAt, now);
        }

        Clear();
    }

    /// <summary>What was taken was not written.</summary>
    public void Clear()
    {
        _taken?.Clear();
        if (_taken is { Capacity: > KeptCapacity }) _taken = null;
    }

    // Another node's clock cannot be compared.
    private bool IsTimed(in SentChange change) => change.AcceptedTimestamp != 0 && metrics.ChangeToSend.Enabled;
}
