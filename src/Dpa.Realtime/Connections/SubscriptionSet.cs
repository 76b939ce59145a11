using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>What one connection watches: subscribing, unsubscribing, ending.</summary>
internal sealed partial class SubscriptionSet
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly AccessQuestions _access;
    private bool _isClosed;
    private int _pending;

    public SubscriptionSet(
        ConnectionContext context, Caller caller, ConnectionOutbox outbox, CancellationToken closed)
    {
        (Context, Caller, Outbox, Closed) = (context, caller, outbox, closed);
        _access = new AccessQuestions(this);
    }

    public ConnectionContext Context { get; }

    public Caller Caller { get; }

    public ConnectionOutbox Outbox { get; }

    /// <summary>Fires when the connection ends.</summary>
    public CancellationToken Closed { get; }

    /// <summary>
    /// Whether it asks again by itself where the application did not answer, for a client that cannot ask again.
    /// </summary>
    public bool AsksAgain { get; init; }

    /// <summary>How many messages wait for the application's answers.</summary>
    public int PendingMessages => Volatile.Read(ref _pending);

    public int Count
    {
        get { lock (_lock) return _subscriptions.Count; }
    }

    /// <summary>How many more may be subscribed, with those that can be removed for others.</summary>
    public int FreePlaces
    {
        get
        {
            var most = Context.Options.MaxSubscriptionsPerConnection;
            lock (_lock) return most - _subscriptions.Values.Count(s => !CanBeRemoved(s));
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

    /// <inheritdoc cref="Subscribing.RunAsync"/>
    public ValueTask SubscribeAsync(ClientMessage message) => new Subscribing(this, message).RunAsync();

    public void Unsubscribe(ClientMessage message)
    {
        IdRefusals.Answer(message, Outbox);
        foreach (var id in message.PipelineIds)
        {
            if (Find(id) is { } subscription && !StaysForQuery(subscription)) End(subscription);
            Outbox.Reply(FrameCodec.UnsubscriptionConfirmed(id, message.RequestId, UnsubscribeReason.Requested));
        }
    }

    /// <summary>Ends waiting subscriptions whose time is over.</summary>
    public void Expire()
    {
        var now = Context.Time.Monotonic();
        foreach (var subscription in All())
            if (subscription.Waits && subscription.WaitEnds <= now) End(subscription, UnsubscribeReason.Expired);
    }

    /// <inheritdoc cref="AccessQuestions.RevokedAsync"/>
    public Task RevokedAsync(string pipelineId) =>
        Find(pipelineId) is { } subscription ? _access.RevokedAsync(subscription) : Task.CompletedTask;

    /// <inheritdoc cref="AccessQuestions.ReauthorizeAsync"/>
    public Task ReauthorizeAsync() => _access.ReauthorizeAsync();

    /// <inheritdoc cref="AccessQuestions.AuthorizeAsync"/>
    public Task AuthorizeAsync(Subscription subscription, PipelineState head, int number) =>
        _access.AuthorizeAsync(subscription, head, number);

    /// <summary>Nothing is added after this.</summary>
    public void EndAll()
    {
        lock (_lock) _isClosed = true;
        foreach (var subscription in All()) End(subscription);
    }

    /// <summary>A subscription that ended while it was being attached is taken off the log again.</summary>
    public void Attached(Subscription subscription, PipelineLog log)
    {
        lock (_lock)
        {
            subscription.Log = log;
            if (!subscription.IsEnded) return;
        }

        Context.Hub.Detach(log, subscription);
    }

    /// <summary>Adds what the message names; what is there already is held.</summary>
    /// <param name="message">What is asked for.</param>
    /// <param name="counted">Of a query: receives both.</param>
    public (List<Subscription> Fresh, List<Subscription> Held) Add(
        ClientMessage message, List<Subscription>? counted = null)
    {
        var fresh = new List<Subscription>(message.PipelineIds.Count);
        var again = new List<Subscription>();
        var isQuery = message.Type == ClientMessageType.SubscribeQuery;
        foreach (var id in message.PipelineIds)
        {
            lock (_lock)
            {
                if (_isClosed) break;
                if (_subscriptions.TryGetValue(id, out var held))
                {
                    Count_NeedsLock(held, message.Type);
                    counted?.Add(held);
                    if (!isQuery) again.Add(held); // a query changes nothing of what is subscribed anyway
                    continue;
                }

                if (_subscriptions.Count < Context.Options.MaxSubscriptionsPerConnection || TryRemoveEnded_NeedsLock())
                {
                    fresh.Add(_subscriptions[id] = New(id, AnswerTo(message, id)));
                    Count_NeedsLock(fresh[^1], message.Type);
                    counted?.Add(fresh[^1]);
                    Context.Metrics.Subscriptions.Add(1);
                    continue;
                }
            }

            Outbox.Reply(
                FrameCodec.Error(ErrorCode.TooManySubscriptions, requestId: message.RequestId, pipelineId: id));
        }

        return (fresh, again);
    }

    public static SubscribeAnswer AnswerTo(ClientMessage message, string id) =>
        new(
            message.RequestId, message.Positions.TryGetValue(id, out var since) ? since : null, message.Detail,
            IntervalOf(message));

    /// <summary>Removes an ended pipeline, since an owner's topic adds more and more of them.</summary>
    private bool TryRemoveEnded_NeedsLock()
    {
        var ended = _subscriptions.Values.FirstOrDefault(CanBeRemoved);
        return ended is not null && End(ended, UnsubscribeReason.Expired);
    }

    private static bool CanBeRemoved(Subscription subscription) =>
        subscription is { IsOfOwner: true, Queries: 0, Log.Head.IsEnded: true };

    private Subscription New(string id, SubscribeAnswer answer)
    {
        var subscription = new Subscription(id, Outbox);
        subscription.Ask(answer);
        return subscription;
    }

    /// <summary>Subscribing twice is no error: the newest detail holds and a fresh confirmation is sent.</summary>
    /// <returns>False where it was refused meanwhile, and the client has been notified.</returns>
    public bool TryAgain(Subscription held, SubscribeAnswer answer)
    {
        lock (_lock)
        {
            if (held.Refusal is { } refusal)
            {
                Outbox.Reply(FrameCodec.Error(refusal, requestId: answer.RequestId, pipelineId: held.PipelineId));
                return false;
            }

            if (held.Waits) Outbox.Reply(FrameCodec.SubscriptionConfirmed(held.PipelineId, answer.RequestId, default));
            held.Ask(answer with { IsConfirmed = held.Waits });
            return true;
        }
    }

    private static TimeSpan IntervalOf(ClientMessage message) =>
        message.MaxHz > 0 ? TimeSpan.FromSeconds(1 / message.MaxHz) : TimeSpan.Zero;

    /// <summary>
    /// Not there, or not for this caller: the same answer for both. The subscription waits for it, or ends.
    /// </summary>
    /// <returns>False where the answer of that number is void.</returns>
    public bool TryAnswerAbsent(Subscription subscription, int? number, bool wait)
    {
        lock (_lock)
        {
            subscription.Waits = wait; // before the drain may ask: what waits is not ended by a refusal
            subscription.WaitEnds = Context.Time.Monotonic() + Context.Options.WaitTimeout;
            if (!subscription.Access.TryRefuse(number))
            {
                subscription.Waits = false;
                return false;
            }

            if (wait)
                foreach (var answer in subscription.ConfirmAnswers())
                    Outbox.Reply(FrameCodec.SubscriptionConfirmed(subscription.PipelineId, answer.RequestId, default));
        }

        if (wait) Outbox.MarkDirty(subscription); // it may have started meanwhile
        else Refuse(subscription, ErrorCode.NotFound);
        return true;
    }

    /// <summary>Ends the subscription with an error for each request that it has not answered.</summary>
    public void Refuse(Subscription subscription, ErrorCode code)
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
            Outbox.Reply(FrameCodec.Error(code, requestId: answer.RequestId, pipelineId: subscription.PipelineId));
    }

    /// <summary>Ends it where it has not ended, and sends the reason.</summary>
    public bool End(Subscription subscription, string reason)
    {
        if (!End(subscription)) return false;
        Outbox.Reply(FrameCodec.UnsubscriptionConfirmed(subscription.PipelineId, null, reason));
        return true;
    }

    /// <summary>Answers new ones; meanwhile their message counts as pending.</summary>
    public async Task AnswerAllAsync(List<Subscription> fresh, bool wait)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            await new FirstAnswers(this, _access.Line, fresh, wait).SendAsync().ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private Subscription? Find(string pipelineId)
    {
        lock (_lock) return _subscriptions.GetValueOrDefault(pipelineId);
    }

    private bool End(Subscription subscription)
    {
        PipelineLog? log;
        bool isListed;
        lock (_lock)
        {
            if (
                !_subscriptions.TryGetValue(subscription.PipelineId, out var held)
                || !ReferenceEquals(held, subscription))
                return false;
            _subscriptions.Remove(subscription.PipelineId);
            subscription.IsEnded = true;
            log = subscription.Log;
            isListed = subscription.Queries > 0 && !_isClosed;
        }

        Context.Metrics.Subscriptions.Add(-1);
        Context.Wheel.Forget(subscription);
        if (log is not null) Context.Hub.Detach(log, subscription);
        if (isListed) Queries?.Ended(subscription.PipelineId);
        return true;
    }
}
