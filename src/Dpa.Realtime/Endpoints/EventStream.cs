using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// One client behind server-sent events: the outbox and the subscriptions of a socket, with a send loop that writes
/// events.
/// </summary>
internal sealed class EventStream : IConnection
{
    private const int MaxBytesAWrite = 64 * 1024;
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(5); // what waits, after the close

    private readonly ConnectionContext _context;
    private readonly Caller _caller;
    private readonly EventWriter _writer;
    private readonly EventsRequest _request;
    private readonly ConnectionOutbox _outbox;
    private readonly SubscriptionSet _subscriptions;
    private readonly UserWatch _user;
    private readonly QueryWatches _queries;
    // cancelled by the close: nothing more is done for the client
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _reason; // why it closes
    private string _id = ""; // the last event's
    private long _retryMs; // asked for and not yet written; 0 for none
    private int _beats; // heartbeats not yet written

    public EventStream(ConnectionContext context, Caller caller, EventWriter writer, EventsRequest request)
    {
        _context = context;
        _caller = caller;
        _writer = writer;
        _request = request;
        _outbox = new ConnectionOutbox(
            OutboxRules.V1,
            bytes => context.Budgets.Of(caller.UserId).Answers.Reserve(bytes),
            context.Time, context.Wheel, context.Metrics);
        _subscriptions = new SubscriptionSet(context, caller, _outbox, _closed.Token) { AsksAgain = true };
        _user = new UserWatch(context, caller, _subscriptions, _outbox, () =>
            Close(CloseCode.SlowConsumer, "too little was read"));
        _queries = new QueryWatches(context, caller, _subscriptions, _outbox);
        _outbox.AuthorizationNeeded = (s, head, number) =>
            _ = EndWhenForbiddenAsync(_subscriptions.Count, _subscriptions.AuthorizeAsync(s, head, number));
    }

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string UserId => _caller.UserId;

    public Caller Caller => _caller;

    public string Transport => RealtimeMetrics.EventStream;

    public int SubscriptionCount => _subscriptions.Count;

    /// <summary>Serves the client until either side ends it.</summary>
    public async Task RunAsync(CancellationToken aborted)
    {
        using var registration = aborted.Register(
            static s => ((EventStream)s!).Close(CloseCode.Normal, "the client left"),
            this);
        _context.Logger.ConnectionOpened(Id, UserId);
        _writer.Open();
        _writer.Retry(DefaultRetry);
        _outbox.Reply(FrameCodec.Connected(UserId, Id, _context.Time.GetUtcNow(), _context.Options));
        _ = SubscribeAsync(); // what it still waits for when the stream ends is left behind
        try
        {
            await SendLoopAsync().ConfigureAwait(false);
        }
        finally
        {
            Close(CloseCode.Normal, "");
            _ended.TrySetResult();
            _subscriptions.EndAll();
            _ = _user.EndAsync(isOver: true).AsTask();
            _ = _queries.EndAllAsync();
            _context.Logger.ConnectionClosed(Id, _reason!);
        }
    }

    public void Close(int code, string reason)
    {
        // This transport has no close code: the response ends, and the next request receives the reason.
        if (Interlocked.CompareExchange(ref _reason, reason, null) is not null) return;
        if (code == CloseCode.Expired)
        {
            _queries.Silence(); // a reader that is slow is shown nothing more either
            _subscriptions.EndAll();
        }

        _outbox.Complete();
        _ = _closed.CancelAsync();
        _ = AbortUnlessEndedAsync();
    }

    /// <summary>A client that takes nothing cannot delay its own end.</summary>
    private async Task AbortUnlessEndedAsync()
    {
        await _ended.Task.WaitAsync(EndDeadline, _context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_ended.Task.IsCompleted) _writer.Abort();
    }

    public void Ping()
    {
        Volatile.Write(ref _beats, 1);
        _outbox.Ping();
    }

    public void Revoked(string pipelineId)
    {
        _queries.Revoked(pipelineId);
        _ = EndWhenForbiddenAsync(_subscriptions.Count, _subscriptions.RevokedAsync(pipelineId));
    }

    public Task ReauthorizeAsync()
    {
        _queries.Reread();
        return EndWhenForbiddenAsync(_subscriptions.Count, _subscriptions.ReauthorizeAsync());
    }

    /// <summary>At once, without a socket's grace: an identity cannot be renewed here but by another request.</summary>
    public void CheckIdentity(DateTimeOffset now)
    {
        if (_caller.ExpiresAt < now) Close(CloseCode.Expired, "the identity has expired");
    }

    public void ExpireWaiting() => _subscriptions.Expire();

    public void AskToReconnect(TimeSpan after, string reason)
    {
        // written with the frame, by the drain that the reply wakes
        Volatile.Write(ref _retryMs, (long)after.TotalMilliseconds);
        _outbox.Reply(FrameCodec.Reconnect(after, reason));
    }

    private async Task SubscribeAsync()
    {
        try
        {
            if (_request.Subscribe is { PipelineIds.Count: > 0 } or { InvalidIds: > 0 })
                await _subscriptions.SubscribeAsync(_request.Subscribe).ConfigureAwait(false);
            if (_request.List is { } list)
                await _queries.BeginAsync(list).ConfigureAwait(false);
            if (_request.WatchesUser)
                await _user.BeginAsync(live => _request.ForUser(live), _closed.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_closed.IsCancellationRequested)
        {
            // The client cannot ask again on this stream, so it ends: the client reconnects by itself.
            _context.Failures.ReadFailed(UserId, e);
            _outbox.Reply(FrameCodec.Error(ErrorCode.BackplaneUnavailable));
            Close(CloseCode.GoingAway, "the backplane is unavailable");
        }
        catch (Exception e) when (_closed.IsCancellationRequested)
        {
            // The client has gone, and nobody waits for this any more.
            if (e is not OperationCanceledException) _context.Failures.ReadFailed(UserId, e);
        }
    }

    /// <summary>A stream from which the last pipeline was taken away, and to which nothing can come, ends.</summary>
    private async Task EndWhenForbiddenAsync(int before, Task evaluation)
    {
        await evaluation.ConfigureAwait(false);
        if (before > 0 && _subscriptions.Count == 0 && !_request.BringsOthers)
            Close(CloseCode.Forbidden, "access was revoked");
    }

    private async Task SendLoopAsync()
    {
        var frames = new List<TextFrames>();
        while (await _outbox.WaitAsync(CancellationToken.None).ConfigureAwait(false))
        {
            frames.Clear();
            _outbox.Drain(frames, MaxBytesAWrite, _subscriptions.All);
            if (frames.Count == 0) continue;
            Write(frames);
            if (await _writer.FlushAsync().ConfigureAwait(false)) continue;
            if (_writer.IsStalled) _context.Metrics.SlowConsumers.Add(1);
            Close(CloseCode.SlowConsumer, "nothing could be written");
            _writer.Abort(); // a half written event cannot be followed by the response's end
            return;
        }
    }

    private void Write(List<TextFrames> frames)
    {
        if (Interlocked.Exchange(ref _beats, 0) > 0) _writer.Comment("ping");
        if (Interlocked.Exchange(ref _retryMs, 0) is > 0 and var retry) _writer.Retry(TimeSpan.FromMilliseconds(retry));
        // The cursors give the client's position once it has the whole batch, so only its last event carries them.
        var id = EventId.Of(_subscriptions.All());
        for (var i = 0; i < frames.Count; i++)
        {
            var frame = frames[i].GetEnumerator();
            for (var more = frame.MoveNext(); more;)
            {
                var json = frame.Current;
                more = frame.MoveNext();
                _writer.Event(json, !more && i == frames.Count - 1 && id != _id ? id : null);
            }
        }

        _id = id;
        if (_context.Metrics.CountsSent)
            _context.Metrics.Sent(Transport, frames.Sum(static frame => (long)frame.Length));
    }
}
