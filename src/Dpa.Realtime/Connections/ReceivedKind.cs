namespace Dpa.Realtime.Connections;

/// <summary>What a receive came to.</summary>
internal enum ReceivedKind
{
    /// <summary>A whole message.</summary>
    Message,

    /// <summary>The peer closes, or has gone.</summary>
    Closed,

    /// <summary>The peer broke the rules of the wire; the transport knows the close code.</summary>
    Failed,
}
