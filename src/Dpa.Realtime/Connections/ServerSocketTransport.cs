using System.Buffers;
using System.Net.WebSockets;
using System.Text.Unicode;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>
/// The same over a <see cref="WebSocket"/> of the server's, where it hands out no stream: ASP.NET Core's TestServer.
/// Pings are the server's own matter there (its keep-alive), so none is ever unanswered here; a message a write instead
/// of one write for all.
/// </summary>
internal sealed class ServerSocketTransport(
    WebSocket socket, int maxMessageBytes, TimeSpan sendTimeout, TimeProvider time) : IMessageTransport
{
    private const int ReadBuffer = 4096;
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _aborted = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ReadBuffer);
    private int _length;
    private long _pongs;
    private Task? _unfinished; // a write that took longer than it may

    public ReadOnlyMemory<byte> Message => _buffer.AsMemory(0, _length);

    public int Code { get; private set; } = CloseCode.NoStatus;

    public bool IsStalled { get; private set; }

    public Action? PongDue { get; set; }

    public bool IsPongDue => false;

    public long Pongs => Volatile.Read(ref _pongs);

    public bool IsAborted => _aborted.IsCancellationRequested;

    public async ValueTask<ReceivedKind> ReceiveAsync()
    {
        _length = 0;
        try
        {
            while (true)
            {
                var received = await socket
                    .ReceiveAsync(_buffer.AsMemory(_length), _aborted.Token)
                    .ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                    return Closed((int?)socket.CloseStatus ?? CloseCode.NoStatus);
                if (received.MessageType == WebSocketMessageType.Binary)
                    return Failed(CloseCode.UnsupportedData);
                _length += received.Count;
                if (_length > maxMessageBytes)
                    return Failed(CloseCode.TooBig);
                if (received.EndOfMessage)
                    return Utf8.IsValid(Message.Span) ? ReceivedKind.Message : Failed(CloseCode.InvalidPayload);
                if (_length == _buffer.Length)
                    Grow();
            }
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            return Closed(CloseCode.NoStatus);
        }
    }

    public ValueTask<bool> SendAsync(List<TextFrames> frames, bool withPing)
    {
        var messages = new List<byte[]>(frames.Count);
        foreach (var some in frames)
            foreach (var message in some) messages.Add(message.ToArray());
        return WriteAsync(messages, withPing);
    }

    public async ValueTask<bool> CloseOutputAsync(int code, string reason)
    {
        if (_unfinished is { IsCompleted: false } unfinished)
            await unfinished.WaitAsync(CloseDeadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_unfinished is { IsCompletedSuccessfully: false })
            return false;
        var cut = code == CloseCode.NoStatus ? null : FrameWriting.Cut(reason);
        return await EndsAsync(socket.CloseOutputAsync((WebSocketCloseStatus)code, cut, _aborted.Token), CloseDeadline)
            .ConfigureAwait(false);
    }

    public async ValueTask DrainAsync()
    {
        using var deadline = new CancellationTokenSource(CloseDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _aborted.Token);
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
                await socket.ReceiveAsync(_buffer.AsMemory(), linked.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            // It has gone, or takes too long.
        }
    }

    public void Abort() => _ = _aborted.CancelAsync();

    public void Dispose()
    {
        socket.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private async ValueTask<bool> WriteAsync(List<byte[]> messages, bool withPing)
    {
        foreach (var message in messages)
        {
            _unfinished = socket.SendAsync(message, WebSocketMessageType.Text, true, _aborted.Token);
            if (!await EndsAsync(_unfinished, sendTimeout).ConfigureAwait(false)) return false;
        }

        if (withPing) Interlocked.Increment(ref _pongs);
        return true;
    }

    private async ValueTask<bool> EndsAsync(Task write, TimeSpan limit)
    {
        try
        {
            await write.WaitAsync(limit, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            IsStalled = true;
            return false;
        }
        catch (Exception e) when (ConnectionLoss.Is(e))
        {
            return false;
        }
    }

    private ReceivedKind Closed(int code)
    {
        Code = code;
        return ReceivedKind.Closed;
    }

    private ReceivedKind Failed(int code)
    {
        Code = code;
        return ReceivedKind.Failed;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        Message.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
