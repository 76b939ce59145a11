namespace Dpa.Realtime.Connections;

/// <summary>What one user may still ask of this node over HTTP: requests and tickets by rate, held answers by number.</summary>
internal sealed class UserBudget(DpaRealtimeOptions options, TimeProvider time)
{
    private const double SecondsAMinute = 60;

    private readonly Lock _lock = new();
    private readonly MessageBudget _requests = new(options.MaxRequestsPerSecond, options.RequestBurst, time);
    private readonly MessageBudget _tickets = new(options.MaxTicketsPerMinute / SecondsAMinute, options.MaxTicketsPerMinute, time);
    private int _held;

    /// <summary>Whether forgetting it would change nothing.</summary>
    public bool IsUnused
    {
        get { lock (_lock) return _held == 0 && _requests.IsFull && _tickets.IsFull; }
    }

    public bool TryRequest()
    {
        lock (_lock) return _requests.TryTake();
    }

    /// <summary>What a request costs beyond its own token, once it is known how many pipelines it names.</summary>
    public void Charge(double tokens)
    {
        lock (_lock) _requests.Charge(tokens);
    }

    public bool TryTicket()
    {
        lock (_lock) return _tickets.TryTake();
    }

    /// <summary>Whether one more answer may be held; <see cref="Release"/> ends it.</summary>
    public bool TryHold()
    {
        lock (_lock)
        {
            if (_held >= options.MaxHeldRequestsPerUser) return false;
            _held++;
            return true;
        }
    }

    public void Release()
    {
        lock (_lock) _held--;
    }
}
