namespace Dpa.Realtime.Client;

/// <summary>
/// How a client is connected. A dot for it is green for live, amber for streaming and reconnecting, red for polling and
/// closed.
/// </summary>
public enum ConnectionStatus
{
    /// <summary>Not started, disposed, or refused for good: see <see cref="ConnectionSnapshot.Reason"/>.</summary>
    Closed,

    /// <summary>On the way for the first time.</summary>
    Connecting,

    /// <summary>On a WebSocket.</summary>
    Live,

    /// <summary>On server-sent events, because the socket failed several times in a row.</summary>
    Streaming,

    /// <summary>Asking every two seconds over HTTP, because the stream failed too.</summary>
    Polling,

    /// <summary>On the way back.</summary>
    Reconnecting,
}
