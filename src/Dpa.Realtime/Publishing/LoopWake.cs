namespace Dpa.Realtime.Publishing;

/// <summary>
/// Whether a loop runs to which several threads bring work. Whoever brings some puts it where the loop looks, and then
/// asks <see cref="TryStart"/>; without a lock, for a report is to cost no more than two reads here while the loop
/// runs.
/// </summary>
/// <param name="hasWork">Whether there is something to do; called by the loop.</param>
internal sealed class LoopWake(Func<bool> hasWork)
{
    private int _isRunning;

    /// <summary>Whether the loop runs or is about to.</summary>
    public bool IsRunning => Volatile.Read(ref _isRunning) == 1;

    /// <returns>Whether the caller is to make the loop run.</returns>
    public bool TryStart() =>
        Volatile.Read(ref _isRunning) == 0 && Interlocked.CompareExchange(ref _isRunning, 1, 0) == 0;

    /// <summary>For the loop, when it may have nothing to do any more.</summary>
    /// <returns>Whether the loop ends: then whoever brings work makes it run again.</returns>
    public bool TryEnd()
    {
        if (hasWork()) return false;
        Interlocked.Exchange(ref _isRunning, 0);
        // Whoever brought work after that look, and before this line, found the loop running and made nobody run.
        return !hasWork() || !TryStart();
    }
}
