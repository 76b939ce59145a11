namespace Dpa.Realtime.Testing;

/// <summary>The states seen so far, in order, and the waits for further ones.</summary>
internal sealed class StateLog<T>(Func<T, string> describe)
    where T : class
{
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<T> _seen = [];
    private readonly List<Waiting> _waiting = [];

    public IReadOnlyList<T> Seen
    {
        get
        {
            lock (_lock) return [.. _seen];
        }
    }

    public void Add(T state)
    {
        lock (_lock)
        {
            _seen.Add(state);
            foreach (var waiting in _waiting.FindAll(w => w.Wanted(state))) waiting.Found.TrySetResult(state);
        }
    }

    /// <summary>No more states will arrive: each wait fails with the reason.</summary>
    public void Fail(Exception why)
    {
        lock (_lock)
            foreach (var waiting in _waiting) waiting.Found.TrySetException(why);
    }

    /// <summary>Returns the first wanted state, from those already seen or from later ones.</summary>
    public async Task<T> UntilAsync(Func<T, bool> wanted, TimeSpan? within, string what)
    {
        var waiting = new Waiting(
            wanted, new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            if (_seen.Find(s => wanted(s)) is { } before) return before;
            _waiting.Add(waiting);
        }

        try
        {
            return await waiting
                .Found.Task.WaitAsync(within ?? DefaultLimit, TimeProvider.System)
                .ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{what} did not come within {within ?? DefaultLimit}. Seen: {Described()}", e);
        }
        finally
        {
            lock (_lock) _waiting.Remove(waiting);
        }
    }

    private string Described()
    {
        var seen = Seen;
        return seen.Count == 0 ? "nothing" : string.Join("; ", seen.TakeLast(10).Select(describe));
    }

    private sealed record Waiting(Func<T, bool> Wanted, TaskCompletionSource<T> Found);
}
