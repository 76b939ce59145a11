using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>What one connection watches: subscribing, authorising, unsubscribing.</summary>
internal sealed partial class SubscriptionSet(
    ConnectionContext context, Caller caller, ConnectionOutbox outbox, CancellationToken closed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private bool _isClosed;

    public int Count
    {
        get { lock (_lock) return _subscriptions.Count; }
    }

    /// <summary>How many more may be subscribed, with those that can be removed for others.</summary>
    public int Room
    {
        get
        {
            lock (_lock)
                return context.Options.MaxSubscriptionsPerConnection - _subscriptions.Values.Count(s => !MakesRoom(s));
        }
    }

    public bool Holds(string pipelineId)
    {
        lock (_lock) return _subscriptions.ContainsKey(pipelineId);
    }

    public Subscription[] All()
    {
        lock (_lock) return [.. _subscriptions.Values];
    }

    /// <summary>
    /// Subscribes to several at once: one read of the backplane, one answer each, which may come after this has
    /// returned.
    /// </summary>
    public async ValueTask SubscribeAsync(ClientMessage message)
    {
        IdRefusals.Answer(message, outbox);
        var (fresh, held) = Add(message);
        try
        {
            var logs = await context
                .Hub.AttachAsync([.. fresh.Select(s => (s.PipelineId, (ILogReader)s))], closed)
                .ConfigureAwait(false);
            for (var i = 0; i < fresh.Count; i++)
                Attached(fresh[i], logs[i]);
            await CatchUpAsync(message, fresh.Concat(held)).ConfigureAwait(false);
            outbox.MarkDirty(held.FindAll(s => TryAgain(s, AnswerTo(message, s.PipelineId))));
            if (fresh.Count > 0) _ = AnswerAllAsync(fresh, message);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The connection has gone; it ends what was added.
        }
        catch (Exception e)
        {
            // The backplane failed: the client receives an error and may ask again.
            context.Failures.ReadFailed(caller.UserId, e);
            foreach (var subscription in fresh)
                Refuse(subscription, ErrorCode.BackplaneUnavailable);
            foreach (var subscription in held)
                outbox.Reply(
                    FrameCodec.Error(
                        ErrorCode.BackplaneUnavailable, requestId: message.RequestId,
                        pipelineId: subscription.PipelineId));
        }
    }

    /// <summary>
    /// A client whose state is newer than this node's has likely received it from another node: this node reads again
    /// before it sends the client an older state.
    /// </summary>
    private async ValueTask CatchUpAsync(ClientMessage message, IEnumerable<Subscription> subscriptions)
    {
        List<PipelineLog> behind =
        [
            .. subscriptions
                .Where(s =>
                    s.Log?.Head is { } head
                    && message.Positions.TryGetValue(s.PipelineId, out var since)
                    && since > head.Position)
                .Select(s => s.Log!),
        ];
        if (behind.Count > 0)
            await context.Hub.RefreshAsync(behind, closed).ConfigureAwait(false);
    }

    public void Unsubscribe(ClientMessage message)
    {
        IdRefusals.Answer(message, outbox);
        foreach (var id in message.PipelineIds)
        {
            Subscription? subscription;
            lock (_lock) subscription = _subscriptions.GetValueOrDefault(id);
            if (subscription is not null) End(subscription);
            outbox.Reply(FrameCodec.UnsubscriptionConfirmed(id, message.RequestId, "requested"));
        }
    }

    /// <summary>Ends waiting subscriptions whose time is over.</summary>
    public void Expire()
    {
        var now = context.Time.Monotonic();
        foreach (var subscription in All())
            if (subscription.Waits && subscription.WaitEnds <= now && End(subscription))
                outbox.Reply(FrameCodec.UnsubscriptionConfirmed(subscription.PipelineId, null, "expired"));
    }

    /// <summary>Nothing is added after this.</summary>
    public void EndAll()
    {
        lock (_lock) _isClosed = true;
        foreach (var subscription in All()) End(subscription);
    }

    /// <summary>A subscription that ended while it was being attached is taken off the log again.</summary>
    private void Attached(Subscription subscription, PipelineLog log)
    {
        lock (_lock)
        {
            subscription.Log = log;
            if (!subscription.IsEnded) return;
        }

        context.Hub.Detach(log, subscription);
    }

    private (List<Subscription> Fresh, List<Subscription> Held) Add(ClientMessage message)
    {
        var fresh = new List<Subscription>(message.PipelineIds.Count);
        var again = new List<Subscription>();
        foreach (var id in message.PipelineIds)
        {
            lock (_lock)
            {
                if (_isClosed) break;
                if (_subscriptions.TryGetValue(id, out var held))
                {
                    again.Add(held);
                    continue;
                }

                if (_subscriptions.Count < context.Options.MaxSubscriptionsPerConnection || MakeRoom())
                {
                    fresh.Add(
                        _subscriptions[id] = New(
                            id, AnswerTo(message, id), message.Type == ClientMessageType.SubscribeUser));
                    context.Metrics.Subscriptions.Add(1);
                    continue;
                }
            }

            outbox.Reply(
                FrameCodec.Error(ErrorCode.TooManySubscriptions, requestId: message.RequestId, pipelineId: id));
        }

        return (fresh, again);
    }

    private static SubscribeAnswer AnswerTo(ClientMessage message, string id) =>
        new(
            message.RequestId, message.Positions.TryGetValue(id, out var since) ? since : null, message.Detail,
            IntervalOf(message));

    /// <summary>Removes an ended pipeline, since an owner's topic adds more and more of them.</summary>
    private bool MakeRoom()
    {
        var ended = _subscriptions.Values.FirstOrDefault(MakesRoom);
        if (ended is null || !End(ended)) return false;
        outbox.Reply(FrameCodec.UnsubscriptionConfirmed(ended.PipelineId, null, "expired"));
        return true;
    }

    private static bool MakesRoom(Subscription subscription) =>
        subscription is { IsOfOwner: true, Log.Head.IsEnded: true };

    private Subscription New(string id, SubscribeAnswer answer, bool isOfOwner)
    {
        var subscription = new Subscription(id, outbox) { IsOfOwner = isOfOwner };
        subscription.Ask(answer);
        return subscription;
    }

    /// <summary>Subscribing twice is no error: the newest detail holds and a fresh confirmation is sent.</summary>
    /// <returns>False where it was refused meanwhile, and the client has been notified.</returns>
    private bool TryAgain(Subscription held, SubscribeAnswer answer)
    {
        lock (_lock)
        {
            if (held.Refusal is { } refusal)
            {
                outbox.Reply(FrameCodec.Error(refusal, requestId: answer.RequestId, pipelineId: held.PipelineId));
                return false;
            }

            if (held.Waits) outbox.Reply(FrameCodec.SubscriptionConfirmed(held.PipelineId, answer.RequestId, default));
            held.Ask(answer with { IsConfirmed = held.Waits });
            return true;
        }
    }

    private static TimeSpan IntervalOf(ClientMessage message) =>
        message.MaxHz > 0 ? TimeSpan.FromSeconds(1 / message.MaxHz) : TimeSpan.Zero;

    /// <summary>Ends the subscription with an error for each request that it has not answered.</summary>
    private void Refuse(Subscription subscription, ErrorCode code)
    {
        SubscribeAnswer[] open;
        lock (_lock)
        {
            subscription.Refusal = code;
            open = subscription.TakeAnswers();
        }

        if (!End(subscription))
            return;
        foreach (var answer in open)
            outbox.Reply(FrameCodec.Error(code, requestId: answer.RequestId, pipelineId: subscription.PipelineId));
    }

    private bool End(Subscription subscription)
    {
        PipelineLog? log;
        lock (_lock)
        {
            if (
                !_subscriptions.TryGetValue(subscription.PipelineId, out var held)
                || !ReferenceEquals(held, subscription))
                return false;
            _subscriptions.Remove(subscription.PipelineId);
            subscription.IsEnded = true;
            log = subscription.Log;
        }

        context.Metrics.Subscriptions.Add(-1);
        context.Wheel.Forget(subscription);
        if (log is not null) context.Hub.Detach(log, subscription);
        return true;
    }
}
