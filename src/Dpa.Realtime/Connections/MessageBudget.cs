namespace Dpa.Realtime.Connections;

/// <summary>How many messages a client may send: a bucket of tokens, refilled over time.</summary>
internal sealed class MessageBudget(int perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _filled = time.GetTimestamp();

    public bool TryTake()
    {
        var elapsed = time.GetElapsedTime(_filled);
        _filled = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (elapsed.TotalSeconds * perSecond));
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }
}
