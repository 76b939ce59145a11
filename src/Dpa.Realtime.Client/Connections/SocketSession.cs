using System.Net.WebSockets;
using System.Threading.Channels;

namespace Dpa.Realtime.Client.Connections;

/// <summary>One socket from its creation to its end, with its heartbeat. A silent socket counts as dead.</summary>
internal sealed class SocketSession
{
    /// <summary>A server that accepts none of so many messages is stalled.</summary>
    private const int MaxUnsent = 1024;

    private static readonly TimeSpan DefaultHeartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly ClientContext _context;
    private readonly ISessionOwner _owner;
    private readonly CancellationTokenSource _ended;
    private readonly Channel<ReadOnlyMemory<byte>> _unsent = Channel.CreateBounded<ReadOnlyMemory<byte>>(MaxUnsent);
    private readonly Silence _silence;
    private readonly PingClock _pings;
    private bool _isOver;
    private int _closeCode = 1000;

    public SocketSession(ClientContext context, bool renew, ISessionOwner owner)
    {
        (_context, _owner) = (context, owner);
        _ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, context.Strand.Time);
        _silence = new Silence(context.Strand, context.Options.GreetingTimeout, () =>
            Finish(IsGreeted ? Failure.Silent with { Quiet = _silence!.Quiet } : Failure.Greetless, 4000));
        _pings = new PingClock(context.Strand);
        Completion = Task.Run(() => RunAsync(renew));
    }

    public bool IsGreeted { get; private set; }

    /// <summary>Completes when nothing of the session is left.</summary>
    public Task Completion { get; }

    public void Send(byte[] message)
    {
        if (!_isOver && !_unsent.Writer.TryWrite(message)) Finish(Failure.Stalled, 1000);
    }

    /// <summary>Ends without notifying the owner.</summary>
    public void End(int code = 1000)
    {
        if (_isOver) return;
        (_isOver, _closeCode) = (true, code);
        _silence.Dispose();
        _unsent.Writer.TryComplete();
        // Cancelling cuts the connection, so an open one first gets a moment to send its close.
        if (IsGreeted && code == 1000) _ended.CancelAfter(CloseTimeout);
        else _ended.Cancel();
    }

    private async Task RunAsync(bool renew)
    {
        Failure failure;
        try
        {
            var requests = _context.Requests;
            var headers = await requests.IdentifyAsync(renew, _ended.Token).ConfigureAwait(false);
            using var socket = await _context
                .Sockets.ConnectAsync(requests.SocketAddress, headers, _ended.Token)
                .ConfigureAwait(false);
            var sending = SendAsync(socket);
            failure = await ReceiveAsync(socket).ConfigureAwait(false);
            await _context.Strand.RunAsync(() => Finish(failure, 1000)).ConfigureAwait(false);
            await sending.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any exception of a provider or a transport ends the attempt; the owner is notified.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = _context.Requests.FailureOf(e);
        }

        await _context.Strand.RunAsync(() => Finish(failure, 1000)).ConfigureAwait(false);
        _ended.Dispose();
    }

    private async Task<Failure> ReceiveAsync(ISocket socket)
    {
        while (true)
        {
            SocketMessage message;
            try
            {
                message = await socket.ReceiveAsync(_ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return Failure.Closed(1000);
            }

            if (message.CloseCode is { } code) return Failure.Closed(code);
            _context.Options.FrameReceived?.Invoke(message.Text);
            var frame = FrameReader.Read(message.Text);
            await _context.Strand.RunAsync(() => Receive(frame)).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ISocket socket)
    {
        try
        {
            await foreach (var message in _unsent.Reader.ReadAllAsync(_ended.Token).ConfigureAwait(false))
                await socket.SendAsync(message, _ended.Token).ConfigureAwait(false);
            await socket.CloseAsync(_closeCode, _ended.Token).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e
                    is OperationCanceledException
                        or IOException
                        or WebSocketException
                        or ObjectDisposedException
                        or InvalidOperationException)
        {
            // The connection is broken: the receiving side reports the reason.
        }

        await _ended.CancelAsync().ConfigureAwait(false); // ends a receive that is under way
    }

    private void Receive(ServerFrame? frame)
    {
        if (_isOver) return;
        _silence.Received();
        if (frame is GreetingFrame greeting && !Greet(greeting)) return;
        if (frame is PingFrame ping)
        {
            Send(ClientMessages.Pong(ping.Timestamp));
            Send(ClientMessages.Ping(_pings.Begin()));
        }

        if (frame is PongFrame pong && _pings.End(pong.Timestamp) is { } latency) _owner.Latency(latency);
        _owner.Frame(frame);
    }

    private bool Greet(GreetingFrame greeting)
    {
        if (greeting.Protocol > 1)
        {
            Finish(Failure.NewerProtocol, 1000);
            return false;
        }

        if (IsGreeted) return true;
        IsGreeted = true;
        _silence.Allow(2 * (greeting.HeartbeatInterval is { Ticks: > 0 } interval ? interval : DefaultHeartbeat));
        _owner.Up(greeting);
        Send(ClientMessages.Ping(_pings.Begin()));
        return true;
    }

    private void Finish(Failure failure, int code)
    {
        if (_isOver) return;
        End(code);
        _owner.Down(failure);
    }
}
