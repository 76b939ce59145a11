using System.Collections.Concurrent;
using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Connections;

/// <summary>
/// A few work items for all connections that have something to write, instead of a thread-pool hop for each: a change
/// with a thousand subscribers wakes as many threads as there are processors, not a thousand. The publisher only puts
/// connections into the queue.
/// </summary>
internal sealed class DrainScheduler(TimeProvider? time = null) : IThreadPoolWorkItem, IDrainLoad
{
    private static readonly int MaxWorkers = Environment.ProcessorCount;

    private static readonly TimeSpan BehindAfter = TimeSpan.FromMilliseconds(8);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentQueue<IDrainable> _queue = new();
    private long _caughtUpAt; // the timestamp at which the queue was last seen empty
    private int _workers;

    /// <summary>Whether the queue has not run empty for a while.</summary>
    public bool IsBehind =>
        !_queue.IsEmpty && _time.GetElapsedTime(Volatile.Read(ref _caughtUpAt)) > BehindAfter;

    /// <summary>Called once per connection until it has been drained: the caller keeps the flag.</summary>
    public void Schedule(IDrainable drainable)
    {
        if (Volatile.Read(ref _workers) == 0) CaughtUp();
        _queue.Enqueue(drainable);
        AddWorker();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_queue.TryDequeue(out var next)) next.Drain();
        CaughtUp();
        Interlocked.Decrement(ref _workers);
        // What was put in between the last look and the decrement would wait for the next change.
        if (!_queue.IsEmpty) AddWorker();
    }

    private void CaughtUp() => Volatile.Write(ref _caughtUpAt, _time.GetTimestamp());

    private void AddWorker()
    {
        var workers = Volatile.Read(ref _workers);
        while (workers < MaxWorkers)
        {
            var seen = Interlocked.CompareExchange(ref _workers, workers + 1, workers);
            if (seen == workers)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            workers = seen;
        }
    }
}
