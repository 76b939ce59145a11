namespace Dpa.Realtime.Connections;

/// <summary>
/// How many messages a client may send: a bucket of tokens, refilled over time. It may be in debt: nothing is taken
/// until that is paid.
/// </summary>
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

    /// <summary>How long until there is a token; zero where there is one.</summary>
    public TimeSpan Wait
    {
        get
        {
            Fill();
            return TimeSpan.FromSeconds(Math.Max(0, 1 - _tokens) / perSecond);
        }
    }

    public bool IsFull
    {
        get
        {
            Fill();
            return _tokens >= burst;
        }
    }

    /// <summary>
    /// Takes what a message that was read costs beyond its own token, whether or not there is as much: several that
    /// came at once are paid for one by one.
    /// </summary>
    public void Charge(double tokens) => _tokens -= tokens;

    private void Fill()
    {
        var elapsed = time.GetElapsedTime(_filled);
        _filled = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (elapsed.TotalSeconds * perSecond));
    }
}
