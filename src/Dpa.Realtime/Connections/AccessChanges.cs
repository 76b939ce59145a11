namespace Dpa.Realtime.Connections;

/// <summary>
/// The recent revocations on this node. Code that identified a caller or got an authorizer's answer before a
/// revocation, and acts on it afterwards, must check here. Requests that are held for the user end.
/// </summary>
internal sealed class AccessChanges(TimeProvider time)
{
    private const int LeastToSweep = 1024;
    // longer than any request takes from its admission to its answer
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string UserId, string? PipelineId), (long Number, long At)> _changes = [];
    private readonly Dictionary<string, HashSet<CancellationTokenSource>> _held = new(StringComparer.Ordinal);
    private int _sweepAt = LeastToSweep;
    private long _number;

    /// <summary>
    /// The number of the last change: what has a greater one came later. A count and not a time, which may stand still.
    /// </summary>
    public long Now => Volatile.Read(ref _number);

    /// <summary>A user's access to a pipeline may have ended.</summary>
    public void Revoked(string userId, string pipelineId)
    {
        lock (_lock) Note((userId, pipelineId));
    }

    /// <summary>A user's connections end, and what is held for the user.</summary>
    public void Closed(string userId)
    {
        CancellationTokenSource[] ended;
        lock (_lock)
        {
            Note((userId, null));
            ended = _held.TryGetValue(userId, out var held) ? [.. held] : [];
        }

        foreach (var one in ended) _ = one.CancelAsync();
    }

    public bool IsRevokedSince(long number, string userId, string pipelineId) => IsSince(number, (userId, pipelineId));

    /// <summary>
    /// Whether the caller's identity has ended, or the user's connections were closed, since the caller was found.
    /// </summary>
    public bool IsOver(Caller caller) => caller.ExpiresAt <= time.GetUtcNow() || IsClosedSince(caller);

    public bool IsClosedSince(Caller caller) => IsSince(caller.FoundAt, (caller.UserId, null));

    /// <summary>Something is held for the caller until the user's connections are closed.</summary>
    /// <returns>What is cancelled then; to be released, and not to be disposed of.</returns>
    public CancellationTokenSource Hold(Caller caller)
    {
        var ending = new CancellationTokenSource();
        lock (_lock)
        {
            if (!_held.TryGetValue(caller.UserId, out var held)) _held[caller.UserId] = held = [];
            held.Add(ending);
        }

        if (IsClosedSince(caller)) ending.Cancel();
        return ending;
    }

    public void Release(Caller caller, CancellationTokenSource ending)
    {
        lock (_lock)
        {
            if (_held.TryGetValue(caller.UserId, out var held) && held.Remove(ending) && held.Count == 0)
                _held.Remove(caller.UserId);
        }
    }

    private bool IsSince(long number, (string UserId, string? PipelineId) key)
    {
        lock (_lock) return _changes.TryGetValue(key, out var change) && change.Number > number;
    }

    private void Note((string UserId, string? PipelineId) key)
    {
        _changes[key] = (++_number, time.GetTimestamp());
        if (_changes.Count < _sweepAt) return;
        foreach (var (old, change) in _changes)
            if (time.GetElapsedTime(change.At) > Kept) _changes.Remove(old);
        _sweepAt = Math.Max(LeastToSweep, 2 * _changes.Count);
    }
}
