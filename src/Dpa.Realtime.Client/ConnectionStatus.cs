namespace Dpa.Realtime.Client;

/// <summary>
/// How a client is connected. A user interface can show it as a dot: green for live, amber for streaming and
/// reconnecting, red for polling and closed.
/// </summary>
public enum ConnectionStatus
{
    /// <summary>Not started, disposed, or refused for good: see <see cref="ConnectionSnapshot.Reason"/>.</summary>
    Closed,

    /// <summary>Connecting for the first time.</summary>
    Connecting,

    /// <summary>Connected by a WebSocket.</summary>
    Live,

    /// <summary>Connected by server-sent events, because the socket failed several times in a row.</summary>
    Streaming,

    /// <summary>Polling every two seconds over HTTP, because the stream failed too.</summary>
    Polling,

    /// <summary>Connecting again after the connection was lost.</summary>
    Reconnecting,
}
