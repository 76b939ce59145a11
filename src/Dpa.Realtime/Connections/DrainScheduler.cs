using System.Collections.Concurrent;

namespace Dpa.Realtime.Connections;

/// <summary>
/// A few work items for all connections that have something to write, instead of a thread-pool hop for each: a change with a thousand watchers wakes as many threads as there
/// are processors, not a thousand. The publisher only puts connections into the queue.
/// </summary>
internal sealed class DrainScheduler : IThreadPoolWorkItem
{
    private static readonly int MaxWorkers = Environment.ProcessorCount;

    private readonly ConcurrentQueue<IDrainable> _queue = new();
    private int _workers;

    /// <summary>Called once per connection until it has been drained: the caller keeps the flag.</summary>
    public void Schedule(IDrainable drainable)
    {
        _queue.Enqueue(drainable);
        AddWorker();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_queue.TryDequeue(out var next)) next.Drain();
        Interlocked.Decrement(ref _workers);
        // What was put in between the last look and the decrement would wait for the next change.
        if (!_queue.IsEmpty) AddWorker();
    }

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
