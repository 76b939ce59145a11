namespace Dpa.Realtime.Client.Subscriptions;

/// <summary>Turns that are tried again a little after a transient refusal.</summary>
internal sealed class Retries(Strand strand) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly HashSet<IDisposable> _timers = [];
    private bool _isDisposed;

    public void Later(Action turn)
    {
        if (_isDisposed) return;
        IDisposable? timer = null;
        timer = strand.After(Pause, () =>
        {
            _timers.Remove(timer!);
            turn();
        });
        _timers.Add(timer);
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (var timer in _timers) timer.Dispose();
        _timers.Clear();
    }
}
