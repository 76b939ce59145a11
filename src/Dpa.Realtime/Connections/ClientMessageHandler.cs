using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.Connections;

/// <summary>Answers a client's messages (docs/protocol.md#messages-from-the-client).</summary>
internal sealed class ClientMessageHandler(
    ConnectionContext context, Caller caller, Connection connection, ConnectionOutbox outbox,
    SubscriptionSet subscriptions, CancellationToken closed)
{
    private const int MaxRateWarnings = 3;
    private const int LeastMaxIds = 200;

    private readonly MessageBudget _budget = new(
        context.Options.MaxMessagesPerSecond, context.Options.MessageBurst, context.Time);
    private UserWatch? _user; // made on the receive loop, by the first message that needs it
    private Task _controls = Task.CompletedTask;
    private int _rateWarnings;
    private int _pendingControls;
    private long _nextDue = context.Budgets.Of(caller.UserId).ChargeWork(MessageCost.Connection);

    /// <summary>
    /// The timestamp from which on the next message may be read: what the user's messages cost is paid by then, and the
    /// states that they asked for are, also those that were given up again before they were sent, and the questions to
    /// the archive.
    /// </summary>
    public long NextDue
    {
        get
        {
            var budget = context.Budgets.Of(caller.UserId);
            return Math.Max(_nextDue, Math.Max(budget.Answers.Due, budget.Work.Due));
        }
    }

    /// <summary>How many messages wait for the application's answers.</summary>
    public int PendingMessages =>
        subscriptions.PendingMessages + Volatile.Read(ref _pendingControls) + (subscriptions.Queries?.Pending ?? 0);

    /// <summary>
    /// Where a connection may watch very few, a client need not know: each of a small message is still answered by
    /// itself.
    /// </summary>
    private int MaxIds => Math.Max(LeastMaxIds, context.Options.MaxSubscriptionsPerConnection);

    public async ValueTask HandleAsync(ReadOnlyMemory<byte> utf8)
    {
        if (!_budget.TryTake())
        {
            Charge(null, utf8.Length);
            outbox.Reply(FrameCodec.Error(ErrorCode.RateLimited));
            context.Metrics.Rejected(ErrorCode.RateLimited.Name);
            if (++_rateWarnings >= MaxRateWarnings) connection.Close(CloseCode.RateExceeded, "too many messages");
            return;
        }

        var (message, error) = ClientMessageParser.Parse(utf8, MaxIds);
        Charge(message, utf8.Length);
        if (message is null)
        {
            outbox.Reply(error!);
            return;
        }

        if (message.Type == ClientMessageType.Control) _controls = ControlAfterAsync(_controls, message);
        else await TryHandleAsync(message, HandleAsync).ConfigureAwait(false);
    }

    /// <summary>The connection has ended.</summary>
    public Task LeaveAsync() => Task.WhenAll(
        _user?.EndAsync(isOver: true).AsTask() ?? Task.CompletedTask,
        subscriptions.Queries?.EndAllAsync() ?? Task.CompletedTask);

    /// <summary>
    /// Off the user's share, which all its connections have together: a new connection brings no new one.
    /// </summary>
    private void Charge(ClientMessage? message, int bytes) =>
        _nextDue = context
            .Budgets.Of(caller.UserId)
            .ChargeWork(MessageCost.Of(message, bytes, subscriptions.Count, context.IsRemote));

    /// <summary>No further message is read before that timestamp.</summary>
    private void HoldUntil(long due) => _nextDue = Math.Max(_nextDue, due);

    /// <summary>
    /// Handles one message. If the backplane is unavailable or fails otherwise, the client receives an error and may
    /// ask again; the connection stays open.
    /// </summary>
    private async ValueTask TryHandleAsync(ClientMessage message, Func<ClientMessage, ValueTask> handle)
    {
        try
        {
            await handle(message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (closed.IsCancellationRequested) return;
            context.Failures.ReadFailed(connection.Id, e);
            outbox.Reply(FrameCodec.Error(ErrorCode.BackplaneUnavailable, requestId: message.RequestId));
        }
    }

    private async ValueTask HandleAsync(ClientMessage message)
    {
        switch (message.Type)
        {
            case ClientMessageType.SubscribePipeline:
                await subscriptions.SubscribeAsync(message).ConfigureAwait(false);
                break;
            case ClientMessageType.UnsubscribePipeline:
                subscriptions.Unsubscribe(message);
                break;
            case ClientMessageType.SubscribeUser:
                _user ??= new(context, caller, subscriptions, outbox, connection.CloseSlow);
                HoldUntil(
                    await _user.BeginAsync(live => message with { PipelineIds = live }, closed).ConfigureAwait(false));
                break;
            case ClientMessageType.UnsubscribeUser:
                if (_user is not null) await _user.EndAsync(isOver: false).ConfigureAwait(false);
                break;
            case ClientMessageType.SubscribeQuery:
                await (subscriptions.Queries ?? FirstQueries()).BeginAsync(message).ConfigureAwait(false);
                break;
            case ClientMessageType.UnsubscribeQuery:
                if (subscriptions.Queries is { } queries)
                    await queries.EndAsync(message.QueryId!).ConfigureAwait(false);
                break;
            case ClientMessageType.GetStatus:
                var status = FrameCodec.Status(
                    caller.UserId, context.Registry.CountOf(caller.UserId),
                    [.. subscriptions.All().Select(s => s.PipelineId)]);
                HoldUntil(context.Budgets.Of(caller.UserId).Answers.Reserve(status.Length));
                outbox.Reply(status);
                break;
            case ClientMessageType.Authenticate:
                await AuthenticateAsync(message).ConfigureAwait(false);
                break;
            case ClientMessageType.Ping:
                outbox.Reply(FrameCodec.Pong(message.Timestamp, context.Time.GetUtcNow()));
                break;
            default:
                break; // a pong needs no answer
        }
    }

    /// <summary>On the receive loop. A close at the same time may have found none that it could silence.</summary>
    private QueryWatches FirstQueries()
    {
        var queries = new QueryWatches(context, caller, subscriptions, outbox);
        if (connection.IsClosing) queries.Silence();
        return queries;
    }

    /// <summary>
    /// Off the receive loop, since the application's code may be asked; in order, as far as this connection's requests
    /// go.
    /// </summary>
    private async Task ControlAfterAsync(Task before, ClientMessage message)
    {
        Interlocked.Increment(ref _pendingControls);
        try
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryHandleAsync(message, ControlAsync).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pendingControls);
        }
    }

    private async ValueTask ControlAsync(ClientMessage message)
    {
        IdRefusals.Answer(message, outbox);
        await Bounded
            .ForEachAsync(message.PipelineIds.Count, AccessCheck.AtOnce, async i =>
            {
                var id = message.PipelineIds[i];
                var error = await context
                    .Control.RouteAsync(caller, message, id, closed)
                    .ConfigureAwait(false);
                outbox.Reply(
                    error is null
                        ? FrameCodec.ControlAccepted(id, message.Action, message.RequestId)
                        : FrameCodec.Error(error, requestId: message.RequestId, pipelineId: id));
            })
            .ConfigureAwait(false);
    }

    private async ValueTask AuthenticateAsync(ClientMessage message)
    {
        if (await context.Tickets.RedeemAsync(message.Ticket!, closed).ConfigureAwait(false) is not { } identity)
            outbox.Reply(FrameCodec.Error(ErrorCode.InvalidTicket, requestId: message.RequestId));
        else if (!string.Equals(identity.UserId, caller.UserId, StringComparison.Ordinal))
            connection.Close(CloseCode.Forbidden, "the ticket is another user's");
        else
            connection.Renew(identity.ExpiresAt);
    }
}
