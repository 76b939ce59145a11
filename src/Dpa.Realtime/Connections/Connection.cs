using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>One client: a receive loop, turns of writing, and what it watches.</summary>
internal sealed partial class Connection : IConnection
{
    private const int MaxPendingReplies = 256;
    private const int MaxPendingReplyBytes = 1024 * 1024; // of a few large ones
    private const int MaxPendingMessages = 16; // of those that wait for the application's code
    // Together with the interval of the check less than the 5 s in which access ends (docs/protocol.md#identity).
    private static readonly TimeSpan IdentityGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(50);

    private readonly ConnectionContext _context;
    private readonly Caller _caller;
    private readonly IMessageTransport _transport;
    private readonly ConnectionOutbox _outbox;
    private readonly SubscriptionSet _subscriptions;
    private readonly Func<IEnumerable<Subscription>> _all;
    // cancelled by the close: nothing more is done for the client
    private readonly CancellationTokenSource _closed = new();
    private readonly ClientMessageHandler _handler;
    private ConnectionClosing? _close; // null while it is open
    private bool _isPaused; // nothing is read, a pong neither
    // how many pongs had come when the last ping was written; −1 when none is waited for
    private long _pongsAtPing = -1;
    private long _identityEnds; // Unix milliseconds; 0 for never

    public Connection(
        ConnectionContext context, Caller caller, IMessageTransport transport, OutboxRules rules, string connectionId)
    {
        _context = context;
        _caller = caller;
        _transport = transport;
        Id = connectionId;
        Renew(caller.ExpiresAt);
        _outbox = new ConnectionOutbox(
            rules,
            bytes => context.Budgets.Of(caller.UserId).Answers.Reserve(bytes),
            context.Time, context.Wheel, context.Metrics)
        {
            Ready = Wake,
        };
        _transport.PongDue = _outbox.Ready;
        _subscriptions = new SubscriptionSet(context, caller, _outbox, _closed.Token);
        _all = _subscriptions.All;
        _outbox.AuthorizationNeeded = (s, head, number) => _ = _subscriptions.AuthorizeAsync(s, head, number);
        _handler = new ClientMessageHandler(context, caller, this, _outbox, _subscriptions, _closed.Token);
    }

    public string Id { get; }

    public string UserId => _caller.UserId;

    public Caller Caller => _caller;

    public string Transport => RealtimeMetrics.WebSocket;

    public int SubscriptionCount => _subscriptions.Count;

    /// <summary>Whether it has been closed, by either side.</summary>
    public bool IsClosing => Volatile.Read(ref _close) is not null;

    /// <summary>How many answers are not sent yet.</summary>
    public int PendingReplies => _outbox.PendingReplies;

    /// <summary>How many bytes they are.</summary>
    public long PendingReplyBytes => _outbox.PendingReplyBytes;

    /// <summary>Serves the client until either side ends it.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var registration = aborted.Register(static t => ((IMessageTransport)t!).Abort(), _transport);
        _context.Logger.ConnectionOpened(Id, UserId);
        _outbox.Reply(FrameCodec.Connected(UserId, Id, _context.Time.GetUtcNow(), _context.Options));
        try
        {
            await ReceiveLoopAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _context.Logger.ConnectionFailed(Id, e);
            Close(CloseCode.InternalError, "an unexpected error");
        }
        finally
        {
            Close(CloseCode.Normal, "");
            var close = _close!;
            close.Received();
            _subscriptions.EndAll();
            _ = _handler.LeaveAsync(); // the backplane may take its time; the connection does not
            await close.WaitForOutputAsync().ConfigureAwait(false);
            await _transport.DrainAsync().ConfigureAwait(false);
            close.Ended();
            _context.Logger.ConnectionClosed(Id, close.Reason);
        }
    }

    /// <summary>
    /// Ends the connection: pending messages are still written, then the close code is sent. Where the identity has
    /// ended, no state is among them. The first call wins.
    /// </summary>
    public void Close(int code, string reason)
    {
        if (Volatile.Read(ref _close) is not null) return;
        var close = new ConnectionClosing(code, reason, _context.Time);
        if (Interlocked.CompareExchange(ref _close, close, null) is not null) return;
        if (code == CloseCode.Expired)
        {
            _subscriptions.Queries?.Silence(); // a reader that is slow is shown nothing more either
            _subscriptions.EndAll();
        }

        _outbox.Complete();
        _ = _closed.CancelAsync();
        _ = close.AbortUnlessEndedAsync(_transport);
    }

    /// <summary>
    /// Ends the connection of a client that reads too slowly: the messages that it did not request would accumulate
    /// without a bound.
    /// </summary>
    public void CloseSlow()
    {
        if (Volatile.Read(ref _close) is null) _context.Metrics.SlowConsumers.Add(1);
        Close(CloseCode.SlowConsumer, "too little was read");
    }

    /// <summary>
    /// A heartbeat: the visible ping with its marks, and the protocol's own, by which a dead peer is found. What was
    /// not written is not counted against the peer.
    /// </summary>
    public void Ping()
    {
        var asked = Interlocked.Exchange(ref _pongsAtPing, -1);
        if (asked >= 0 && _transport.Pongs == asked && !Volatile.Read(ref _isPaused))
        {
            // The code is sent, since a client that reads and does not answer can still receive it.
            Close(CloseCode.HeartbeatMissed, "no pong came");
            return;
        }

        Interlocked.Exchange(ref _isPingDue, 1);
        _outbox.Ping();
    }

    public void Revoked(string pipelineId)
    {
        _subscriptions.Queries?.Revoked(pipelineId);
        _ = _subscriptions.RevokedAsync(pipelineId);
    }

    public Task ReauthorizeAsync()
    {
        _subscriptions.Queries?.Reread();
        return _subscriptions.ReauthorizeAsync();
    }

    /// <summary>The identity holds until then.</summary>
    public void Renew(DateTimeOffset? expiresAt) =>
        Volatile.Write(ref _identityEnds, expiresAt?.ToUnixTimeMilliseconds() ?? 0);

    /// <summary>Closes with 4401 once the identity has been over for longer than the grace.</summary>
    public void CheckIdentity(DateTimeOffset now)
    {
        var ends = Volatile.Read(ref _identityEnds);
        if (ends > 0 && now.ToUnixTimeMilliseconds() > ends + IdentityGrace.TotalMilliseconds)
            Close(CloseCode.Expired, "the identity has expired");
    }

    public void ExpireWaiting() => _subscriptions.Expire();

    public void AskToReconnect(TimeSpan after, string reason) => _outbox.Reply(FrameCodec.Reconnect(after, reason));

    private async Task ReceiveLoopAsync()
    {
        while (true)
        {
            if (IsBehind) await PauseAsync().ConfigureAwait(false);
            if (_close is not null) return;
            var received = await _transport.ReceiveAsync().ConfigureAwait(false);
            if (received != ReceivedKind.Message)
            {
                CloseAfter(received);
                return;
            }

            await HandleAsync().ConfigureAwait(false);
            if (_close is not null) return;
        }
    }

    /// <summary>
    /// Whether a client asks faster than it reads, or than the application answers, or its user for more than its share
    /// of the node.
    /// </summary>
    public bool IsBehind =>
        _outbox.PendingReplies > MaxPendingReplies || _outbox.PendingReplyBytes > MaxPendingReplyBytes
        || _handler.PendingMessages > MaxPendingMessages || _handler.NextDue > _context.Time.GetTimestamp();

    /// <summary>
    /// Such a client is read no further: its own answers are its back-pressure. Its pongs are not counted meanwhile.
    /// </summary>
    private async ValueTask PauseAsync()
    {
        Volatile.Write(ref _isPaused, true);
        while (IsBehind && _close is null) await Task.Delay(ReadPause, _context.Time).ConfigureAwait(false);
        Interlocked.Exchange(ref _pongsAtPing, -1);
        Volatile.Write(ref _isPaused, false);
    }

    /// <summary>A message whose handling does not end is left behind when the connection ends.</summary>
    private async ValueTask HandleAsync()
    {
        var handling = _handler.HandleAsync(_transport.Message);
        if (handling.IsCompleted)
        {
            await handling.ConfigureAwait(false);
            return;
        }

        try
        {
            await handling.AsTask().WaitAsync(_closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The connection has ended.
        }
    }

    /// <summary>
    /// Answers a close frame with its own code (RFC 6455 section 5.5.1), and a violation with the matching code.
    /// </summary>
    private void CloseAfter(ReceivedKind received) =>
        Close(
            received == ReceivedKind.Closed && _transport.Code == CloseCode.NoStatus
                ? CloseCode.Normal
                : _transport.Code,
            received == ReceivedKind.Failed ? "the wire's rules were broken" : "");
}
