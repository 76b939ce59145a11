using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Sends frames and receives messages, over any transport of the server. One reader and one writer at a time.
/// </summary>
internal interface IMessageTransport : IDisposable
{
    /// <summary>
    /// The message of the last receive that returned <see cref="ReceivedKind.Message"/>; valid until the next receive.
    /// </summary>
    ReadOnlyMemory<byte> Message { get; }

    /// <summary>
    /// After <see cref="ReceivedKind.Closed"/> the peer's close code, after <see cref="ReceivedKind.Failed"/> the one
    /// to close with.
    /// </summary>
    int Code { get; }

    /// <summary>
    /// Whether the last write failed because the client took nothing for the send timeout, and not because it is gone.
    /// </summary>
    bool IsStalled { get; }

    /// <summary>
    /// Called when a pong is due, on the reader's thread; the next <see cref="SendAsync"/> writes it.
    /// </summary>
    Action? PongDue { get; set; }

    bool IsPongDue { get; }

    /// <summary>How many pongs have come.</summary>
    long Pongs { get; }

    bool IsAborted { get; }

    /// <summary>Reads one whole message.</summary>
    ValueTask<ReceivedKind> ReceiveAsync();

    /// <summary>
    /// Writes text frames in their order, with the pongs that are due and a ping where one is wanted. The list is read
    /// before the first wait.
    /// </summary>
    /// <returns>False when the client took nothing for the send timeout, or is gone.</returns>
    ValueTask<bool> SendAsync(List<TextFrames> frames, bool withPing);

    /// <summary>Sends the close code. Nothing is written after it.</summary>
    /// <returns>False where it could not be sent.</returns>
    ValueTask<bool> CloseOutputAsync(int code, string reason);

    /// <summary>Reads on, for a moment, until the client's close.</summary>
    ValueTask DrainAsync();

    /// <summary>Ends every read and write that waits.</summary>
    void Abort();
}
