namespace Dpa.Realtime.FanOut;

/// <summary>
/// Wakes subscriptions and logs later: for <c>max_hz</c>, for progress in its turn and for the full states of DPA V2
/// clients. One timer for the whole node, running only while something waits; due times are met within one tick of
/// 10 ms.
/// </summary>
internal sealed class DelayWheel : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly PriorityQueue<IDelayed, long> _due = new();
    private bool _isRunning;
    private int _void; // entries that wake nobody

    public DelayWheel(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(
            static s => ((DelayWheel)s!).OnTick(),
            this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes at a timestamp, or earlier where it waits for less already.</summary>
    public void Schedule(IDelayed delayed, long timestamp)
    {
        lock (_lock)
        {
            if (delayed.IsEnded || delayed.WakesAt <= timestamp)
                return;
            if (delayed.WakesAt is not null)
                _void++; // the entry for later stays, and wakes nobody when its time has come
            delayed.WakesAt = timestamp;
            _due.Enqueue(delayed, timestamp);
            SweepVoid();
            if (_isRunning) return;
            _isRunning = true;
            _timer.Change(Tick, Tick);
        }
    }

    /// <summary>
    /// A delayed has ended: nothing of it is kept until it would have been due, which may be long.
    /// </summary>
    public void Forget(IDelayed delayed)
    {
        lock (_lock)
        {
            if (delayed.WakesAt is null) return;
            delayed.WakesAt = null;
            _void++;
            SweepVoid();
        }
    }

    /// <summary>How many entries it holds: of those that wake somebody, at most twice as many.</summary>
    public int Count
    {
        get { lock (_lock) return _due.Count; }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Once they are more than half of all, so that each entry is looked at a few times at most.</summary>
    private void SweepVoid()
    {
        if (_void * 2 <= _due.Count) return;
        var kept = _due.UnorderedItems.Where(e => e.Element.WakesAt == e.Priority).ToArray();
        _due.Clear();
        _due.EnqueueRange(kept);
        _void = 0;
    }

    private void OnTick()
    {
        while (true)
        {
            IDelayed due;
            lock (_lock)
            {
                if (!_due.TryPeek(out var next, out var timestamp))
                {
                    _isRunning = false;
                    _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    return;
                }

                if (timestamp > _time.GetTimestamp()) return;
                due = next;
                _due.Dequeue();
                if (due.WakesAt != timestamp)
                {
                    _void = Math.Max(0, _void - 1);
                    continue;
                }

                due.WakesAt = null;
            }

            due.Wake();
        }
    }
}
