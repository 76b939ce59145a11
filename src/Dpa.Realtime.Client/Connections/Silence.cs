namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Tells when nothing was heard for too long: one timer for all that comes, set again when it fires for what is left
/// since the newest.
/// </summary>
internal sealed class Silence : IDisposable
{
    private readonly Strand _strand;
    private readonly Action _over;
    private TimeSpan _allowed;
    private TimeSpan _heardAt;
    private IDisposable _timer;

    public Silence(Strand strand, TimeSpan allowed, Action over)
    {
        (_strand, _over, _allowed, _heardAt) = (strand, over, allowed, strand.Now);
        _timer = strand.After(allowed, Look);
    }

    /// <summary>For how long nothing has come.</summary>
    public TimeSpan Quiet => _strand.Now - _heardAt;

    public void Heard() => _heardAt = _strand.Now;

    /// <summary>From here on another time holds.</summary>
    public void Allow(TimeSpan time)
    {
        _timer.Dispose();
        _allowed = time;
        _timer = _strand.After(time, Look);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var left = _heardAt + _allowed - _strand.Now;
        if (left > TimeSpan.Zero) _timer = _strand.After(left, Look);
        else _over();
    }
}
