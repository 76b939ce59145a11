namespace Dpa.Realtime.Publishing;

/// <summary>
/// What this node's runs know together about a backplane that does not answer: one log line an outage, and how far
/// apart they try again.
/// </summary>
internal sealed class BackplaneOutage(TimeProvider time)
{
    private const double TriesPerSecond = 2000; // of all runs together; a failing call costs some 50 µs of CPU
    private const uint Places = 1000;
    private static readonly TimeSpan Unsure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private int _runs;
    private long _since;
    private long _answered;
    private long? _lineAt;
    private bool _isLogged;
    private uint _place;

    /// <summary>
    /// Since when the backplane has answered no run; null where it answers, or did within the last second.
    /// </summary>
    public long? Since
    {
        get
        {
            if (Volatile.Read(ref _runs) == 0) return null;
            var since = Math.Max(Volatile.Read(ref _since), Volatile.Read(ref _answered));
            return time.GetElapsedTime(since) >= Unsure ? since : null;
        }
    }

    /// <summary>A run's change was not taken. Called once an outage and run.</summary>
    /// <returns>Whether it is to be logged.</returns>
    public bool Began()
    {
        lock (_lock)
        {
            if (_runs++ > 0) return false;
            var now = time.GetTimestamp();
            Volatile.Write(ref _since, now);
            // One that comes and goes is no reason for a flood either.
            if (_lineAt is { } last && time.GetElapsedTime(last, now) < BetweenLines) return false;
            _lineAt = now;
            return _isLogged = true;
        }
    }

    /// <summary>The backplane answered some run.</summary>
    public void Answered()
    {
        if (Volatile.Read(ref _runs) > 0) Volatile.Write(ref _answered, time.GetTimestamp());
    }

    /// <summary>A run for which it had begun was answered.</summary>
    /// <returns>How long it took, where that is to be logged.</returns>
    public TimeSpan? Ended()
    {
        lock (_lock)
        {
            if (--_runs > 0 || !_isLogged) return null;
            _isLogged = false;
            return time.GetElapsedTime(_since);
        }
    }

    /// <summary>A pause before the next try: longer, and of different lengths, where many runs try.</summary>
    public TimeSpan Spread(TimeSpan pause)
    {
        var needed = TimeSpan.FromSeconds(Volatile.Read(ref _runs) / TriesPerSecond);
        return needed <= pause
            ? pause
            : needed * (0.5 + ((double)(Interlocked.Increment(ref _place) % Places) / Places));
    }
}
