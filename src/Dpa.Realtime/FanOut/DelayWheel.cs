namespace Dpa.Realtime.FanOut;

/// <summary>
/// Wakes subscriptions later: for <c>max_hz</c> and for the full states of DPA V2 clients. One timer for the whole node, running only while something waits; due times are
/// met within one tick of 10 ms.
/// </summary>
internal sealed class DelayWheel : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly PriorityQueue<Subscription, long> _due = new();
    private bool _isRunning;

    public DelayWheel(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static s => ((DelayWheel)s!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes a subscription at a timestamp, or earlier where it waits for less already.</summary>
    public void Schedule(Subscription subscription, long timestamp)
    {
        lock (_lock)
        {
            if (subscription.WakesAt <= timestamp) return;
            subscription.WakesAt = timestamp; // an entry for later stays, and wakes nobody when its time has come
            _due.Enqueue(subscription, timestamp);
            if (_isRunning) return;
            _isRunning = true;
            _timer.Change(Tick, Tick);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTick()
    {
        while (true)
        {
            Subscription due;
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
                if (due.WakesAt != timestamp) continue;
                due.WakesAt = null;
            }

            due.OnAppended();
        }
    }
}
