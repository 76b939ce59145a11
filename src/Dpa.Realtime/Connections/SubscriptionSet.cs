using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>What one connection watches: subscribing, authorising, unsubscribing.</summary>
internal sealed class SubscriptionSet(ConnectionContext context, Caller caller, ConnectionOutbox outbox, CancellationToken closed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);

    public int Count
    {
        get { lock (_lock) return _subscriptions.Count; }
    }

    public Subscription[] All()
    {
        lock (_lock) return [.. _subscriptions.Values];
    }

    /// <summary>Subscribes to several at once: one read of the backplane, one answer each.</summary>
    public async ValueTask SubscribeAsync(ClientMessage message)
    {
        for (var i = 0; i < message.InvalidIds; i++) outbox.Reply(FrameCodec.Error(ErrorCode.InvalidPipelineId, requestId: message.RequestId));
        var fresh = Add(message);
        try
        {
            var logs = await context.Hub.AttachAsync([.. fresh.Select(s => (s.PipelineId, (ILogReader)s))], closed).ConfigureAwait(false);
            for (var i = 0; i < fresh.Count; i++) fresh[i].Log = logs[i];
            foreach (var subscription in fresh) await AnswerAsync(subscription, message).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            context.Logger.SubscribeFailed(caller.UserId, e);
            foreach (var subscription in fresh) Refuse(subscription, ErrorCode.BackplaneUnavailable, message.RequestId);
        }
    }

    public void Unsubscribe(ClientMessage message)
    {
        for (var i = 0; i < message.InvalidIds; i++) outbox.Reply(FrameCodec.Error(ErrorCode.InvalidPipelineId, requestId: message.RequestId));
        foreach (var id in message.PipelineIds)
        {
            Subscription? subscription;
            lock (_lock) subscription = _subscriptions.GetValueOrDefault(id);
            if (subscription is not null) End(subscription);
            outbox.Reply(FrameCodec.UnsubscriptionConfirmed(id, message.RequestId, "requested"));
        }
    }

    /// <summary>Access was taken away: judged anew, and ended where it no longer holds.</summary>
    public async Task RevokedAsync(string pipelineId)
    {
        Subscription? subscription;
        lock (_lock) subscription = _subscriptions.GetValueOrDefault(pipelineId);
        if (subscription?.Log?.Head is { } head) await AuthorizeAsync(subscription, head, isFirst: false).ConfigureAwait(false);
    }

    /// <summary>An epoch begins whose access was never judged.</summary>
    public async Task AuthorizeAsync(Subscription subscription, PipelineState head, bool isFirst)
    {
        try
        {
            var may = await context.Authorizer.CanReadAsync(caller.Principal, caller.UserId, head, closed).ConfigureAwait(false);
            if (may)
            {
                subscription.AuthorizedEpoch = head.Position.Epoch;
                subscription.Waits = false;
                outbox.MarkDirty(subscription);
            }
            else if (!subscription.Waits && !isFirst)
            {
                if (End(subscription)) outbox.Reply(FrameCodec.UnsubscriptionConfirmed(subscription.PipelineId, null, "forbidden"));
            }
        }
        catch (Exception e) when (!closed.IsCancellationRequested)
        {
            // The application's authoriser failed: nothing is shown, and it is asked again at the next change.
            subscription.AuthorizingEpoch = null;
            context.Logger.SubscribeFailed(caller.UserId, e);
        }
        catch (OperationCanceledException)
        {
            // The connection has gone.
        }
    }

    /// <summary>Ends waiting subscriptions whose time is over.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (var subscription in All())
            if (subscription.Waits && subscription.WaitEnds <= now && End(subscription)) outbox.Reply(FrameCodec.UnsubscriptionConfirmed(subscription.PipelineId, null, "expired"));
    }

    public void EndAll()
    {
        foreach (var subscription in All()) End(subscription);
    }

    private List<Subscription> Add(ClientMessage message)
    {
        var fresh = new List<Subscription>(message.PipelineIds.Count);
        foreach (var id in message.PipelineIds)
        {
            PipelinePosition? since = message.Positions.TryGetValue(id, out var position) ? position : null;
            lock (_lock)
            {
                if (_subscriptions.TryGetValue(id, out var held))
                {
                    Again(held, message, since);
                    continue;
                }

                if (_subscriptions.Count < context.Options.MaxSubscriptionsPerConnection)
                {
                    fresh.Add(_subscriptions[id] = New(id, message, since));
                    context.Metrics.Subscriptions.Add(1);
                    continue;
                }
            }

            outbox.Reply(FrameCodec.Error(ErrorCode.TooManySubscriptions, requestId: message.RequestId, pipelineId: id));
        }

        return fresh;
    }

    private Subscription New(string id, ClientMessage message, PipelinePosition? since)
    {
        var subscription = new Subscription(id, outbox);
        Configure(subscription, message);
        subscription.Answers.Enqueue(new SubscribeAnswer(message.RequestId, since));
        return subscription;
    }

    /// <summary>Subscribing twice is no error: the newest detail holds and a fresh confirmation is sent.</summary>
    private void Again(Subscription held, ClientMessage message, PipelinePosition? since)
    {
        if (held.Detail != message.Detail) since = null;
        Configure(held, message);
        if (held.Waits && held.AuthorizedEpoch is null)
        {
            outbox.Reply(FrameCodec.SubscriptionConfirmed(held.PipelineId, message.RequestId, new PipelinePosition("", 0)));
            return;
        }

        held.Answers.Enqueue(new SubscribeAnswer(message.RequestId, since));
        outbox.MarkDirty(held);
    }

    private static void Configure(Subscription subscription, ClientMessage message)
    {
        subscription.Detail = message.Detail;
        subscription.MinInterval = message.MaxHz > 0 ? TimeSpan.FromSeconds(1 / message.MaxHz) : TimeSpan.Zero;
        subscription.NextProgress = 0;
    }

    private async ValueTask AnswerAsync(Subscription subscription, ClientMessage message)
    {
        var head = await context.Hub.FindAsync(subscription.Log!, closed).ConfigureAwait(false);
        if (head is not null)
        {
            subscription.AuthorizingEpoch = head.Position.Epoch;
            await AuthorizeAsync(subscription, head, isFirst: true).ConfigureAwait(false);
            if (subscription.AuthorizedEpoch is not null) return;
        }

        // Not there, or not for this caller: the same answer for both.
        if (!message.Wait)
        {
            Refuse(subscription, ErrorCode.NotFound, message.RequestId);
            return;
        }

        subscription.Answers.Clear();
        subscription.WaitEnds = context.Time.GetUtcNow() + context.Options.WaitTimeout;
        subscription.Waits = true;
        outbox.Reply(FrameCodec.SubscriptionConfirmed(subscription.PipelineId, message.RequestId, new PipelinePosition("", 0)));
        outbox.MarkDirty(subscription); // it may have started meanwhile
    }

    private void Refuse(Subscription subscription, ErrorCode code, string? requestId)
    {
        End(subscription);
        outbox.Reply(FrameCodec.Error(code, requestId: requestId, pipelineId: subscription.PipelineId));
    }

    private bool End(Subscription subscription)
    {
        lock (_lock)
        {
            if (!_subscriptions.Remove(subscription.PipelineId, out var held)) return false;
            if (!ReferenceEquals(held, subscription))
            {
                _subscriptions[subscription.PipelineId] = held;
                return false;
            }
        }

        subscription.IsEnded = true;
        context.Metrics.Subscriptions.Add(-1);
        if (subscription.Log is { } log) context.Hub.Detach(log, subscription);
        return true;
    }
}
