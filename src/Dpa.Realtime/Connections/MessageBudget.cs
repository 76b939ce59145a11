namespace Dpa.Realtime.Connections;

/// <summary>How many messages a client may send: a bucket of tokens, refilled over time.</summary>
internal sealed class MessageBudget(double perSecond, int burst, TimeProvider time)
{
    private double _tokens = burst;
    private long _filled = time.GetTimestamp();

    /// <summary>Takes one token where there is one.</summary>
    public bool TryTake()
    {
        Fill();
        if (_tokens < 1) return false;
        _tokens--;
        return true;
    }

    public bool IsFull
    {
        get
        {
            Fill();
            return _tokens >= burst;
        }
    }

    /// <summary>Takes what a message that was read costs beyond its own token; never more than there is.</summary>
    public void Charge(double tokens) => _tokens = Math.Max(0, _tokens - tokens);

    private void Fill()
    {
        var elapsed = time.GetElapsedTime(_filled);
        _filled = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (elapsed.TotalSeconds * perSecond));
    }
}
