namespace Dpa.Realtime.Connections;

/// <summary>
/// The questions of one connection, a few at a time, in order: what waits here waits for no place of all connections.
/// It is its own lock: there is one for each connection.
/// </summary>
/// <param name="atOnce">How many are under way at the same time.</param>
internal sealed class QuestionLine(int atOnce)
{
    // holds no memory while nobody waits, which is nearly always
    private Queue<(Func<Task> Ask, TaskCompletionSource Asked)>? _waiting;
    private int _running;

    /// <summary>Asks in its turn.</summary>
    /// <param name="ask">The question. Throws nothing.</param>
    /// <returns>Ends when the question is answered.</returns>
    public Task AskAsync(Func<Task> ask)
    {
        lock (this)
        {
            if (_running == atOnce)
            {
                var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                (_waiting ??= new()).Enqueue((ask, asked));
                return asked.Task;
            }

            _running++;
        }

        return FirstAsync(ask);
    }

    private async Task FirstAsync(Func<Task> ask)
    {
        await ask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ = OthersAsync();
    }

    /// <summary>A loop, so that many that are answered at once need no stack.</summary>
    private async Task OthersAsync()
    {
        while (TryTake(out var next))
        {
            await next.Ask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            next.Asked.SetResult();
        }
    }

    private bool TryTake(out (Func<Task> Ask, TaskCompletionSource Asked) next)
    {
        lock (this)
        {
            next = default;
            if (_waiting is not null && _waiting.TryDequeue(out next)) return true;
            _waiting = null;
            _running--;
            return false;
        }
    }
}
