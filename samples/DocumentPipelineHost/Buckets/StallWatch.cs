namespace DocumentPipelineHost.Buckets;

/// <summary>Cancels a call when no byte has moved for a while: large files may take long, silence may not.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;

    public StallWatch(TimeSpan limit, TimeProvider time, CancellationToken ct)
    {
        Limit = limit;
        _stall = new CancellationTokenSource(limit, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, ct);
    }

    public TimeSpan Limit { get; }

    /// <summary>Cancelled when it stalls, or when the caller gives up.</summary>
    public CancellationToken Token => _either.Token;

    public bool HasStalled => _stall.IsCancellationRequested;

    /// <summary>Bytes moved: the time limit starts again.</summary>
    public void Moved() => _stall.CancelAfter(Limit);

    /// <summary>Nothing is waited for now: the time limit is paused until bytes move again.</summary>
    public void Rest() => _stall.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
