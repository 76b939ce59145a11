namespace Dpa.Realtime.Client.Scheduling;

// The folder Scheduling: one turn at a time. All that the client knows is read and changed in turns of one strand;
// sockets, requests and timers run outside and post their results. No lock is held while a turn runs, so a handler of
// the application cannot cause a deadlock.

/// <summary>Runs turns one after another, on the thread that posted the first of them.</summary>
internal sealed class Strand(TimeProvider time, Action<Exception> failed)
{
    private readonly Gate _gate = new();
    private readonly Queue<Turn> _turns = new();
    private readonly long _origin = time.GetTimestamp();
    private bool _isRunning;

    public TimeProvider Time => time;

    /// <summary>The time since the strand was made; never goes back.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Runs a turn now, or after those before it. Its exceptions are reported to the owner.</summary>
    public void Post(Action turn) => Enqueue(new Turn(turn, null));

    /// <summary>
    /// As <see cref="Post"/>; the task completes with the turn. A caller that awaits it cannot run ahead of the strand.
    /// </summary>
    public Task RunAsync(Action turn)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(new Turn(turn, done));
        return done.Task;
    }

    /// <summary>Runs it after a time, unless what it returns was disposed in an earlier turn.</summary>
    public IDisposable After(TimeSpan delay, Action turn) => new StrandTimer(this, delay, turn);

    private void Enqueue(Turn turn)
    {
        lock (_gate)
        {
            _turns.Enqueue(turn);
            if (_isRunning) return;
            _isRunning = true;
        }

        while (true)
        {
            lock (_gate)
            {
                if (!_turns.TryDequeue(out turn))
                {
                    _isRunning = false;
                    return;
                }
            }

            Run(turn);
        }
    }

    private void Run(Turn turn)
    {
        try
        {
            turn.Action();
            turn.Done?.SetResult();
        }
        catch (Exception e) when (turn.Done is not null)
        {
            turn.Done.SetException(e);
        }
#pragma warning disable CA1031 // A turn that fails must not take those behind it along.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed(e);
        }
    }

    private readonly record struct Turn(Action Action, TaskCompletionSource? Done);
}
