namespace Dpa.Realtime.Faults;

/// <summary>
/// One wait for something that a peer is to send: a total limit that nothing else that comes prolongs, and an error
/// that says what came instead.
/// </summary>
public sealed class Wait : IDisposable
{
    /// <summary>How long a wait lasts at most where nothing else is said.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private const int Told = 5;
    private const int Longest = 200;

    private readonly string _what;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _over;
    private readonly Queue<string> _last = new();
    private int _came;

    /// <summary>Begins a wait.</summary>
    /// <param name="what">What is awaited, for the error.</param>
    /// <param name="limit">How long at most; <see cref="Limit"/> where not said.</param>
    public Wait(string what, TimeSpan? limit = null)
    {
        (_what, _limit) = (what, limit ?? Limit);
        _over = new CancellationTokenSource(_limit);
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => _over.Token;

    /// <summary>Something came; it may be what is awaited or not.</summary>
    /// <param name="what">What came, for the error.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public void Came(string what)
    {
        if (_last.Count == Told) _last.Dequeue();
        _last.Enqueue(what.Length > Longest ? $"{what[..Longest]}…" : what);
        _came++;
        if (_over.IsCancellationRequested) throw TimedOut();
    }

    /// <summary>Reads once, and says what was awaited where the time is over meanwhile.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="read">The reading; its token is <see cref="Token"/>.</param>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<CancellationToken, ValueTask<T>> read)
    {
        try
        {
            return await read(Token);
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested)
        {
            throw TimedOut();
        }
    }

    /// <summary>The error where the peer ended before it came.</summary>
    /// <param name="how">How it ended.</param>
    public InvalidOperationException Ended(string how) => new($"{how} before there was {_what}. {Came()}");

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();

    private TimeoutException TimedOut() =>
        new($"Waited {_limit.TotalSeconds:0.#} s for {_what} without success. {Came()}");

    private string Came() =>
        _came == 0 ? "Nothing came." : $"{_came} came instead, the last: {string.Join(" | ", _last)}";
}
