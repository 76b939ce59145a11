namespace Dpa.Realtime.Guests;

/// <summary>
/// Threads for one kind of guest, started when needed. Guests' continuations come back to them, so that a guest that
/// blocks its thread costs the application's thread pool nothing. A thread that is blocked for longer than the limit is
/// replaced, up to a bound.
/// </summary>
internal sealed class GuestThreads(string name, int max, int maxBlocked, TimeSpan limit, TimeProvider time)
    : TaskScheduler
{
    private const long Idle = -1;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    [ThreadStatic]
    private static GuestThreads? t_current;

    private readonly object _sync = new(); // waited on, which a Lock cannot be
    private readonly Queue<Task> _queue = new();
    private readonly HashSet<Worker> _workers = [];
    private int _idle;
    private int _blocked;

    /// <summary>How many threads a guest has blocked for longer than the limit.</summary>
    public int Blocked
    {
        get { lock (_sync) return _blocked; }
    }

    public override int MaximumConcurrencyLevel => max;

    /// <summary>Replaces threads that have been blocked for longer than the limit.</summary>
    /// <returns>How many were found.</returns>
    public int Review()
    {
        lock (_sync)
        {
            var found = 0;
            foreach (var worker in _workers)
            {
                if (worker.IsBlocked || worker.Since == Idle || time.GetElapsedTime(worker.Since) < limit) continue;
                worker.IsBlocked = true;
                found++;
            }

            _blocked += found;
            for (var lacking = _queue.Count - _idle; lacking > 0 && TryStart_NeedsLock(); lacking--)
            {
            }

            return found;
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_sync)
        {
            _queue.Enqueue(task);
            if (_idle >= _queue.Count) Monitor.Pulse(_sync);
            else TryStart_NeedsLock();
        }
    }

    // A guest that waits for its own continuation would otherwise wait for a thread that may not come.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(t_current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_sync) return [.. _queue];
    }

    private bool TryStart_NeedsLock()
    {
        if (_workers.Count - _blocked >= max || _blocked >= maxBlocked) return false;
        var worker = new Worker();
        _workers.Add(worker);
        try
        {
            new Thread(() => Work(worker)) { IsBackground = true, Name = name }.UnsafeStart();
            return true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no thread now: what waits is taken by another, or runs out of its time.
            _workers.Remove(worker);
            return false;
        }
    }

    private void Work(Worker worker)
    {
        t_current = this;
        while (Take(worker) is { } task) TryExecuteTask(task);
    }

    private Task? Take(Worker worker)
    {
        lock (_sync)
        {
            worker.Since = Idle;
            if (worker.IsBlocked) _blocked--; // replaced long ago
            if (worker.IsBlocked || !WaitForTask_NeedsLock())
            {
                _workers.Remove(worker);
                return null;
            }

            worker.Since = time.GetTimestamp();
            return _queue.Dequeue();
        }
    }

    private bool WaitForTask_NeedsLock()
    {
        while (_queue.Count == 0)
        {
            _idle++;
            var isWoken = Monitor.Wait(_sync, IdleTime);
            _idle--;
            if (!isWoken && _queue.Count == 0) return false;
        }

        return true;
    }

    private sealed class Worker
    {
        public long Since { get; set; } = Idle;

        public bool IsBlocked { get; set; }
    }
}
