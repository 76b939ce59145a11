namespace DocumentPipelineHost.Database;

/// <summary>
/// Threads for work that reads and writes rows: it holds its thread until the database has answered. They are not those
/// of the thread pool, so however many calls wait for a slow or silent database, the pool stays free for everything
/// else: connections that are being opened, sockets, answers that need no rows. A thread is added when all are busy, up
/// to <see cref="Most"/>; then work waits in its order, without a thread. What a piece of work awaits comes back here.
/// </summary>
internal sealed class DatabaseThreads : TaskScheduler
{
    /// <summary>More than PostgreSQL's pool has connections: what has a thread waits for nobody else's.</summary>
    public const int Most = 128;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    [ThreadStatic]
    private static bool _isOne;

    private readonly Queue<Task> _waiting = new();
    private int _count;
    private int _idle;

    /// <summary>Those of this process.</summary>
    public static DatabaseThreads Shared { get; } = new();

    public override int MaximumConcurrencyLevel => Most;

    /// <summary>Runs it on one of the threads.</summary>
    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    /// <summary>
    /// As <see cref="RunAsync(Func{Task})"/>, for work that somebody waits for: refused where all threads were busy for
    /// longer than the limit.
    /// </summary>
    /// <exception cref="DatabaseSilentException">There was no thread in time.</exception>
    public Task RunInTimeAsync(Func<Task> work, TimeSpan limit, TimeProvider time)
    {
        if (!IsFull())
            return RunAsync(work); // on a busy machine a new thread may begin late
        var since = time.GetTimestamp();
        return RunAsync(() => time.GetElapsedTime(since) <= limit ? work() : throw new DatabaseSilentException());
    }

    protected override void QueueTask(Task task)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(task);
            if (_idle >= _waiting.Count)
            {
                Monitor.Pulse(_waiting);
                return;
            }

            if (_count == Most)
                return;
            _count++;
        }

        try
        {
            new Thread(Work) { IsBackground = true, Name = "database" }.UnsafeStart();
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            // The system gives no thread now: another one takes what waits, or, where there is none, one of the pool.
            lock (_waiting)
                _count--;
            ThreadPool.UnsafeQueueUserWorkItem(static own => own.TakeOne(), this, preferLocal: false);
        }
    }

    private void TakeOne()
    {
        Task? task;
        lock (_waiting)
            _waiting.TryDequeue(out task);
        if (task is not null)
            TryExecuteTask(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        _isOne && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_waiting)
            return [.. _waiting];
    }

    private bool IsFull()
    {
        lock (_waiting)
            return _count == Most && _idle == 0;
    }

    private void Work()
    {
        _isOne = true;
        while (Next() is { } task)
            TryExecuteTask(task);
    }

    /// <summary>Null where there was none for a while: the thread ends.</summary>
    private Task? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0)
            {
                _idle++;
                var isPulsed = Monitor.Wait(_waiting, Idle);
                _idle--;
                if (isPulsed || _waiting.Count > 0)
                    continue;
                _count--;
                return null;
            }

            return _waiting.Dequeue();
        }
    }
}
