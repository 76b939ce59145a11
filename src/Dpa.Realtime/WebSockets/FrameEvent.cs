namespace Dpa.Realtime.WebSockets;

// The room WebSockets: RFC 6455 and nothing else, server's side. It promises that what the peer sends is judged byte by
// byte as it comes, and that what is wrong is said with the right close code.

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
