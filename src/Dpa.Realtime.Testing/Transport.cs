namespace Dpa.Realtime.Testing;

/// <summary>The transport by which a test connection watches.</summary>
public enum Transport
{
    /// <summary>A WebSocket.</summary>
    WebSocket,

    /// <summary>Server-sent events.</summary>
    ServerSentEvents,

    /// <summary>Requests that are held until something newer exists.</summary>
    LongPoll,

    /// <summary>A request every 50 ms.</summary>
    Poll,
}
