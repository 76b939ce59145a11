namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Reports when nothing was received for too long. There is one timer for all messages; when it fires, it is set again
/// for the time that is left since the newest message.
/// </summary>
internal sealed class Silence : IDisposable
{
    private readonly Strand _strand;
    private readonly Action _over;
    private TimeSpan _allowed;
    private TimeSpan _receivedAt;
    private IDisposable _timer;

    public Silence(Strand strand, TimeSpan allowed, Action over)
    {
        (_strand, _over, _allowed, _receivedAt) = (strand, over, allowed, strand.Now);
        _timer = strand.After(allowed, Look);
    }

    /// <summary>How long nothing has arrived.</summary>
    public TimeSpan Quiet => _strand.Now - _receivedAt;

    public void Received() => _receivedAt = _strand.Now;

    /// <summary>Applies another timeout from now on.</summary>
    public void Allow(TimeSpan time)
    {
        _timer.Dispose();
        _allowed = time;
        _timer = _strand.After(time, Look);
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var left = _receivedAt + _allowed - _strand.Now;
        if (left > TimeSpan.Zero) _timer = _strand.After(left, Look);
        else _over();
    }
}
