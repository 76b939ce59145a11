namespace Dpa.Realtime.Publishing;

/// <summary>
/// Tracks whether a loop runs to which several threads add work. A thread that adds work puts it where the loop reads
/// it, and then calls <see cref="TryStart"/>. There is no lock: while the loop runs, a report costs no more than two
/// reads here.
/// </summary>
/// <param name="work">Where threads put work.</param>
/// <param name="hasWork">Whether there is something to do; called by the loop.</param>
internal sealed class LoopWake<T>(T work, Func<T, bool> hasWork)
{
    private int _isRunning;

    /// <summary>Whether the loop runs or is about to.</summary>
    public bool IsRunning => Volatile.Read(ref _isRunning) == 1;

    /// <returns>Whether the caller must start the loop.</returns>
    public bool TryStart() =>
        Volatile.Read(ref _isRunning) == 0 && Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0;

    /// <summary>For the loop, when it may have nothing to do any more.</summary>
    /// <returns>Whether the loop ends: then the next thread that adds work starts it again.</returns>
    public bool TryEnd()
    {
        if (hasWork(work)) return false;
        Interlocked.Exchange(ref _isRunning, 0);
        // A thread that added work after that check, and before this line, found the loop running and did not start it.
        return !hasWork(work) || !TryStart();
    }
}
