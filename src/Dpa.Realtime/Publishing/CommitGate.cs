namespace Dpa.Realtime.Publishing;

/// <summary>Bounds how many changes of this node's runs, or how many starts, are at the backplane at once.</summary>
/// <remarks>
/// First come, first served, one change a turn: no run starves. A run keeps its newest values until its turn.
/// </remarks>
internal sealed class CommitGate(int limit)
{
    // Its asynchronous waiters are served in the order in which they came.
    private readonly SemaphoreSlim _free = new(limit, limit);
    private int _waiting;

    /// <summary>How many runs wait for their turn.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Waits for a turn; completes at once while there is a free one.</summary>
    public Task EnterAsync(CancellationToken cancellationToken = default)
    {
        var turn = _free.WaitAsync(cancellationToken);
        return turn.IsCompletedSuccessfully ? turn : CountedAsync(turn);
    }

    /// <summary>Ends a turn.</summary>
    public void Leave() => _free.Release();

    private async Task CountedAsync(Task turn)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await turn.ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
