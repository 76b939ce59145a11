using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// One connection's way out: a queue of dirty subscriptions, each in it at most once, and of replies. Its memory is
/// bounded by the number of subscriptions, whatever the rate of change and however slow the client. Draining is done by
/// one send loop at a time.
/// </summary>
/// <param name="rules">What the client's wire asks for.</param>
/// <param name="reserve">Reserves so many bytes of a state that answers a subscription; returns the timestamp from
/// which on it may be sent.</param>
/// <param name="time">The clock.</param>
/// <param name="wheel">Wakes what has to wait.</param>
/// <param name="metrics">Counts.</param>
internal sealed class ConnectionOutbox(
    OutboxRules rules, Func<int, long> reserve, TimeProvider time, DelayWheel wheel, RealtimeMetrics metrics)
{
    // at most 5 a second (docs/protocol.md#frames-from-the-server)
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMilliseconds(200);

    private readonly OutboxQueue _items = new(); // bounded by the subscriptions
    private readonly DeliveryMeasure _measure = new(metrics, time);
    private int _replies;
    private long _replyBytes;
    private int _isPinging;

    /// <summary>
    /// Called on a drain worker, with the question's number, when a subscription meets an epoch for which the caller's
    /// access is not known.
    /// </summary>
    public Action<Subscription, PipelineState, int>? AuthorizationNeeded { get; set; }

    /// <summary>
    /// Called whenever there is something to drain, on the thread that put it in; an owner that awaits
    /// <see cref="WaitAsync"/> needs none.
    /// </summary>
    public Action? Ready { get; set; }

    public int PendingReplies => Volatile.Read(ref _replies);

    /// <summary>How many bytes of memory they take.</summary>
    public long PendingReplyBytes => Volatile.Read(ref _replyBytes);

    public void MarkDirty(Subscription subscription)
    {
        if (subscription.TryMarkDirty()) Put(new OutboxItem(subscription, null, false));
    }

    /// <summary>Several in one turn of writing: a turn for each would cost far more than what is written.</summary>
    public void MarkDirty(IEnumerable<Subscription> subscriptions)
    {
        var isPut = false;
        foreach (var subscription in subscriptions)
            isPut |= subscription.TryMarkDirty() && _items.TryPut(new OutboxItem(subscription, null, false));
        if (isPut) Ready?.Invoke();
    }

    /// <param name="message">The text of a frame of its own.</param>
    public void Reply(byte[] message)
    {
        var frame = TextFrames.Of(message);
        Count(1, frame.Length);
        if (!Put(new OutboxItem(null, frame, false))) Count(-1, -frame.Length);
    }

    /// <summary>A reply that is made when it is drained, so that it states what holds then.</summary>
    /// <param name="encode">Returns the text of a frame of its own; null where none is to be sent any more.</param>
    public void ReplyLate(Func<byte[]?> encode)
    {
        Count(1, 0);
        if (!Put(new OutboxItem(null, null, false, encode))) Count(-1, 0);
    }

    /// <summary>
    /// A heartbeat: its marks are made when it is drained, so that they name what was sent before it.
    /// </summary>
    public void Ping()
    {
        // At most one waits, so that a client that reads nothing gathers none.
        if (Interlocked.Exchange(ref _isPinging, 1) == 0) Put(new OutboxItem(null, null, true));
    }

    /// <summary>Nothing more is taken; what waits is still drained.</summary>
    public void Complete()
    {
        _items.Complete();
        Ready?.Invoke();
    }

    /// <summary>Whether something waits.</summary>
    public bool HasItems => !_items.IsEmpty;

    /// <summary>What was handed over by the last drain has been written.</summary>
    public void Written() => _measure.Written();

    /// <summary>Waits for more. A caller that waits again has written what it received before.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        _measure.Written();
        return _items.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Takes what waits, up to about <paramref name="maxBytes"/>, in the order in which it is to be written.
    /// </summary>
    public void Drain(List<TextFrames> frames, int maxBytes, Func<IEnumerable<Subscription>> subscriptions)
    {
        _measure.Clear();
        var bytes = 0;
        while (bytes < maxBytes && _items.TryTake(out var item))
        {
            var first = frames.Count;
            if (item.Subscription is { } subscription)
            {
                subscription.MarkClean();
                Collect(subscription, frames);
            }
            else if (item.Frame is { } frame)
            {
                Count(-1, -frame.Length);
                frames.Add(frame);
            }
            else if (item.IsPing)
            {
                Interlocked.Exchange(ref _isPinging, 0);
                frames.Add(TextFrames.Of(FrameCodec.Ping(time.GetUtcNow(), Marks(subscriptions()))));
            }
            else if (item.Late is { } encode)
            {
                Count(-1, 0);
                if (encode() is { } message) frames.Add(TextFrames.Of(message));
            }

            for (var i = first; i < frames.Count; i++) bytes += frames[i].Length;
        }
    }

    private void Count(int replies, int bytes)
    {
        Interlocked.Add(ref _replies, replies);
        Interlocked.Add(ref _replyBytes, bytes);
    }

    private bool Put(OutboxItem item)
    {
        if (!_items.TryPut(item)) return false;
        Ready?.Invoke();
        return true;
    }

    private void Collect(Subscription subscription, List<TextFrames> frames)
    {
        if (subscription.IsEnded || subscription.Log is not { } log || log.Head is not { } head) return;
        // Read once: a revocation may come at any moment.
        if (
            subscription.Access.AllowedEpoch is not { } allowed
            || !string.Equals(allowed, head.Position.Epoch, StringComparison.Ordinal))
            AskAuthorization(subscription, head);
        else if (!subscription.HasAnswers)
            CollectChanges(subscription, allowed, frames);
        else if (
            log.ReadHead() is { } newest
            && string.Equals(newest.State.Position.Epoch, head.Position.Epoch, StringComparison.Ordinal))
            Answer(subscription, newest.Frame, newest.State, frames);
    }

    private void Answer(Subscription subscription, TextFrames headFrame, PipelineState head, List<TextFrames> frames)
    {
        if (IsEarly(subscription, head.Position, headFrame.Length)) return;
        var delivery = subscription.Delivery;
        FullStateShape? sent = null; // asked for several times at once, it is sent once
        while (subscription.TryTakeAnswer(out var answer))
        {
            // The client's state was made for another detail: its position does not cover the stages.
            var since =
                delivery.Cursor.Position.Epoch is null || delivery.Detail == answer.Detail ? answer.Since : null;
            delivery.Detail = answer.Detail;
            delivery.MinInterval = answer.MinInterval;
            delivery.NextProgress = 0;
            if (ResumeRules.Answer(head, since, answer.Detail, rules.MayBePartial) is { } shape && shape != sent)
            {
                sent = shape;
                frames.Add(
                    shape == FullStateShape.Whole ? headFrame : TextFrames.Of(PipelineStateCodec.Encode(head, shape)));
                metrics.Snapshots.Add(1);
                metrics.Deliveries.Add(1);
            }

            if (!answer.IsConfirmed)
                frames.Add(
                    TextFrames.Of(
                        FrameCodec.SubscriptionConfirmed(subscription.PipelineId, answer.RequestId, head.Position)));
            delivery.Cursor = new Cursor(head.Position, head.Transition, head.OverallProgress);
        }

        delivery.IsUnmarked = true;
        delivery.IsWholePending = false;
    }

    /// <summary>Whether the client's user has been sent so many states that this one has to wait.</summary>
    private bool IsEarly(Subscription subscription, PipelinePosition head, int bytes)
    {
        var delivery = subscription.Delivery;
        if (delivery.AnswerDue is null && subscription.AsksForState(head)) delivery.AnswerDue = reserve(bytes);
        if (delivery.AnswerDue > time.GetTimestamp())
        {
            wheel.Schedule(subscription, delivery.AnswerDue.Value);
            return true;
        }

        delivery.AnswerDue = null;
        return false;
    }

    private void CollectChanges(Subscription subscription, string allowedEpoch, List<TextFrames> frames)
    {
        var now = time.GetTimestamp();
        var delivery = subscription.Delivery;
        if (
            delivery.MinInterval > TimeSpan.Zero
            && now < delivery.NextProgress
            && !subscription.Log!.HasTransitionAfter(delivery.Cursor, delivery.Detail))
        {
            wheel.Schedule(subscription, delivery.NextProgress);
            return;
        }

        var reading = subscription.Log!.Read(
            ref delivery.Cursor, allowedEpoch, delivery.Detail, frames,
            delivery.MinInterval == TimeSpan.Zero ? _measure : null, // a client that asks for few is not slow
            rules.WantsWhole);
        if (reading.Frames > 0)
        {
            delivery.IsUnmarked = true;
            delivery.NextProgress = now + Timestamps.Of(delivery.MinInterval, time);
            if (rules.WantsWhole) delivery.IsWholePending = reading.LacksWhole;
            metrics.Deliveries.Add(reading.Frames);
            metrics.Snapshots.Add(reading.Snapshots);
        }

        if (reading.Conflated > 0)
            metrics.Conflated.Add(reading.Conflated);
        if (delivery.Detail == SubscriptionDetail.Stages)
            subscription.Log.ReadProvisional(ref delivery.Provisional, allowedEpoch, frames);
        if (delivery.IsWholePending)
            PayWhole(subscription, allowedEpoch, frames, now);
    }

    /// <summary>A DPA V2 page reads the overall progress from full states alone.</summary>
    private void PayWhole(Subscription subscription, string allowedEpoch, List<TextFrames> frames, long now)
    {
        var delivery = subscription.Delivery;
        if (now < delivery.NextWhole)
        {
            wheel.Schedule(subscription, delivery.NextWhole);
            return;
        }

        // The head may have moved on since the read; the cursor moves with it, since a full state supersedes all
        // earlier changes.
        if (
            subscription.Log!.ReadHead() is not { } head
            || !string.Equals(head.State.Position.Epoch, allowedEpoch, StringComparison.Ordinal))
            return;
        frames.Add(head.Frame);
        delivery.Cursor = new Cursor(head.State.Position, head.State.Transition, head.State.OverallProgress);
        delivery.IsWholePending = false;
        delivery.NextWhole = now + Timestamps.Of(WholeInterval, time);
        metrics.Deliveries.Add(1);
    }

    private void AskAuthorization(Subscription subscription, PipelineState head)
    {
        if (subscription.Access.TryAsk(head.Position.Epoch!, out var number))
            AuthorizationNeeded?.Invoke(subscription, head, number);
    }

    private static List<KeyValuePair<string, PipelinePosition>> Marks(IEnumerable<Subscription> subscriptions)
    {
        var marks = new List<KeyValuePair<string, PipelinePosition>>();
        foreach (var subscription in subscriptions)
        {
            var delivery = subscription.Delivery;
            if (!delivery.IsUnmarked || subscription.IsDirty) continue;
            delivery.IsUnmarked = false;
            marks.Add(new(subscription.PipelineId, delivery.Cursor.Position));
        }

        return marks;
    }
}
