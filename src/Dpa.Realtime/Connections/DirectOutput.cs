using System.Net.Sockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Direct output for plain HTTP/1.1: sends on the socket itself, at once, on the thread that has the bytes, instead of
/// through the server's output pipe and its sender. Earlier bytes may still be in that pipe, so direct output begins
/// only when the pipe is known to be empty: the last frame on the stream was a ping, and its own pong has come. From
/// then on the stream is never written to again. If a connection is never idle for that long, the writer pauses once:
/// after one of the first probes it waits for the pong, for a moment.
/// </summary>
internal sealed class DirectOutput
{
    private const int ProbesAHeartbeat = 16; // one that is never quiet for a round trip stays with the stream

    private const int PausedProbe = 3; // the first ones mostly meet the answers to the client's opening messages
    private static readonly TimeSpan MaxPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private int _probesLeft = ProbesAHeartbeat;
    private byte _probe; // the number of the last ping; 0 before the first
    private bool _isProbeLast;
    private TaskCompletionSource? _pause; // from the paused probe to its pong
    private bool _hasPaused;
    private byte _acknowledged; // the number of the last pong; set by the reader, everything else belongs to the writer

    public DirectOutput(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false; // a send that would block returns at once
    }

    /// <summary>Whether sends go this way.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Called before each write: opens the way where it may be.</summary>
    /// <param name="isHeartbeat">Whether a ping is written anyway.</param>
    /// <returns>The number for a ping behind what is written now, or null where none is wanted.</returns>
    public byte? NextProbe(bool isHeartbeat)
    {
        if (isHeartbeat) _probesLeft = ProbesAHeartbeat;
        var isAnswered = Volatile.Read(ref _acknowledged) == _probe;
        IsOpen |= _isProbeLast && isAnswered;
        _isProbeLast = false;
        if (IsOpen || _probesLeft == 0 || (!isAnswered && !isHeartbeat)) return null;
        _probesLeft--;
        _isProbeLast = true;
        if (++_probe == PausedProbe && !_hasPaused)
            Volatile.Write(ref _pause, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _probe;
    }

    /// <summary>A pong has come. One that answers none of our pings is ignored.</summary>
    public void Acknowledge(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 1) return;
        Volatile.Write(ref _acknowledged, payload[0]);
        if (payload[0] == PausedProbe) Volatile.Read(ref _pause)?.TrySetResult();
    }

    /// <summary>
    /// Called after a write that ended with a probe: what the writer waits for before the next. A client that is
    /// further away than the pause stays with the stream.
    /// </summary>
    public async ValueTask PauseAsync(TimeProvider time)
    {
        if (_pause is not { } pause) return;
        await pause.Task.WaitAsync(MaxPause, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _hasPaused = true;
        Volatile.Write(ref _pause, null);
    }

    /// <summary>Sends at once what the socket takes, and the rest when it takes it.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var sent = _socket.Send(bytes.Span, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new SocketException((int)error);
        if (error == SocketError.WouldBlock) sent = 0;
        return sent == bytes.Length ? default : SendRestAsync(bytes[sent..], cancellationToken);
    }

    private async ValueTask SendRestAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        while (rest.Length > 0)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }
}
