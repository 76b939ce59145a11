using Dpa.Realtime.Redis.Entries;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// What may be lost, and whether this node still has to find out. There is one run of the recovery at a time; an alarm
/// during a run starts another one.
/// </summary>
internal sealed class LossAlarm : IDataWatch
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _raised = new(0);
    private bool _isRunning;
    private bool _again;
    private Suspicion _suspicion = Suspicion.None; // under the lock
    private volatile bool _isPending = true;

    /// <summary>Whether this node still has to find out, or to restore, what was lost.</summary>
    public bool IsPending => _isPending;

    public Suspicion Suspicion
    {
        get { lock (_lock) return _suspicion; }
    }

    public void Raise() => Begin(again: true);

    public void RaiseUnlessRunning() => Begin(again: false);

    /// <summary>Data may have been lost, and this generation of it must be compared.</summary>
    public void Suspect(string generation)
    {
        lock (_lock)
        {
            // Thousands of writes may find it at once: the first of them has started the run that compares it.
            if (_isRunning && _suspicion.Generations.Contains(generation)) return;
            _suspicion = _suspicion.With(generation);
        }

        Raise();
    }

    /// <summary>From then on missing data is not final.</summary>
    public void OnChanged(string? mark, string? primary)
    {
        lock (_lock)
        {
            _isPending = true;
            if (mark is not null) _suspicion = _suspicion.With(mark) with { IsCertain = true };
            if (primary is not null) _suspicion = _suspicion.With(primary);
        }
    }

    /// <summary>The run before has ended; waits until there must be another one.</summary>
    public async ValueTask NextRunAsync(CancellationToken stop)
    {
        while (!TakeAgain()) await _raised.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>The steps that follow in this run cover all alarms until now.</summary>
    public void Cover()
    {
        lock (_lock) _again = false;
    }

    /// <summary>Kept until then: a comparison that fails is repeated.</summary>
    public void Compared(Suspicion suspicion)
    {
        lock (_lock) _suspicion = _suspicion.Without(suspicion);
    }

    /// <summary>A run has succeeded. It was the last one where nothing has come meanwhile.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            if (!_again && _suspicion.Generations.IsEmpty) _isPending = false;
        }
    }

    private void Begin(bool again)
    {
        lock (_lock)
        {
            if (_isRunning && !again) return;
            _isPending = true;
            _again = true;
            if (_isRunning) return;
            _isRunning = true;
        }

        _raised.Release();
    }

    private bool TakeAgain()
    {
        lock (_lock)
        {
            var again = _isRunning = _again;
            _again = false;
            return again;
        }
    }
}
