namespace Dpa.Realtime.WebSockets;

// The WebSockets folder: the server's side of RFC 6455 and nothing else. It guarantees that the peer's bytes are
// validated one by one as they come, and that a violation gets the right close code.

/// <summary>What reading some bytes came to.</summary>
internal enum FrameEvent
{
    /// <summary>More bytes are needed.</summary>
    None,

    /// <summary>A whole text message.</summary>
    Text,

    /// <summary>A ping; its payload wants to be sent back.</summary>
    Ping,

    /// <summary>A pong.</summary>
    Pong,

    /// <summary>The peer closes.</summary>
    Close,

    /// <summary>The peer broke the rules; see the close code.</summary>
    Failed,
}
