namespace Dpa.Realtime.Client;

/// <summary>How a client is connected at one moment; never changes.</summary>
public sealed record ConnectionSnapshot
{
    /// <summary>The status.</summary>
    public ConnectionStatus Status { get; init; }

    /// <summary>
    /// Why it is not <see cref="ConnectionStatus.Live"/>: a code for programs such as <c>unreachable</c>,
    /// <c>tls_error</c>, <c>http_503</c>, <c>heartbeat_missed</c>, <c>unauthorized</c>, <c>forbidden</c>,
    /// <c>too_many_connections</c>; null if there is no reason.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The human-readable reason, with what to do about it; null if there is none. Never contains a token, a ticket or
    /// a query string.
    /// </summary>
    public string? Message { get; init; }

    /// <summary>The round trip of the newest ping; null if none was answered.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>How often the socket reconnected.</summary>
    public int Reconnects { get; init; }

    /// <summary>Failed attempts in a row; 0 while live.</summary>
    public int Attempt { get; init; }
}
