namespace Dpa.Realtime.Client.Scheduling;

/// <summary>One turn at a later time.</summary>
internal sealed class StrandTimer : IDisposable
{
    /// <summary>A timer cannot wait longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly ITimer _timer;
    private Action? _turn;

    public StrandTimer(Strand strand, TimeSpan delay, Action turn)
    {
        _turn = turn;
        var due = delay < TimeSpan.Zero ? TimeSpan.Zero : delay > Longest ? Longest : delay;
        _timer = strand.Time.CreateTimer(_ => strand.Post(Fire), null, due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _turn = null;
        _timer.Dispose();
    }

    private void Fire()
    {
        var turn = _turn;
        Dispose();
        turn?.Invoke();
    }
}
