namespace Dpa.Realtime.Client.Connections;

/// <summary>What happens to the connection. Times are the strand's.</summary>
internal abstract record SupervisionEvent
{
    public sealed record Start : SupervisionEvent;

    public sealed record Close : SupervisionEvent;

    /// <summary>The next attempt must start now.</summary>
    public sealed record Wake : SupervisionEvent;

    /// <summary>The time of the next attempt has come.</summary>
    public sealed record Due : SupervisionEvent;

    /// <summary>The server greeted.</summary>
    public sealed record Up(TimeSpan Now) : SupervisionEvent;

    /// <summary>The attempt failed, or the connection ended.</summary>
    public sealed record Down(TimeSpan Now, double Jitter, Failure Failure) : SupervisionEvent;

    /// <summary>The server announces its close and the time after which to reconnect.</summary>
    public sealed record Reconnect(TimeSpan Now, double Jitter, TimeSpan After) : SupervisionEvent;

    /// <summary>Whether a request over HTTP reached the server.</summary>
    public sealed record Reached(bool IsReached) : SupervisionEvent;

    /// <summary>The HTTP fallback was refused for good.</summary>
    public sealed record Refused(Failure Failure) : SupervisionEvent;
}
