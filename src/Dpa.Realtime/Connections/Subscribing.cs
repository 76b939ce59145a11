using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>Carries out one message that subscribes.</summary>
/// <param name="set">The connection's subscriptions.</param>
/// <param name="message">The message.</param>
/// <param name="counted">Of a query: receives what was counted for it.</param>
internal sealed class Subscribing(SubscriptionSet set, ClientMessage message, List<Subscription>? counted = null)
{
    /// <summary>
    /// Subscribes to several at once: one read of the backplane, one answer each, which may come after this has
    /// returned.
    /// </summary>
    public async ValueTask RunAsync()
    {
        var outbox = set.Outbox;
        IdRefusals.Answer(message, outbox);
        var (fresh, held) = set.Add(message, counted);
        try
        {
            var logs = await set
                .Context.Hub.AttachAsync([.. fresh.Select(s => (s.PipelineId, (ILogReader)s))], set.Closed)
                .ConfigureAwait(false);
            for (var i = 0; i < fresh.Count; i++)
                set.Attached(fresh[i], logs[i]);
            await CatchUpAsync(fresh.Concat(held)).ConfigureAwait(false);
            outbox.MarkDirty(held.FindAll(s => set.TryAgain(s, SubscriptionSet.AnswerTo(message, s.PipelineId))));
            if (fresh.Count > 0) _ = set.AnswerAllAsync(fresh, message.Wait);
        }
        catch (OperationCanceledException) when (set.Closed.IsCancellationRequested)
        {
            // The connection has gone; it ends what was added.
        }
        catch (Exception e)
        {
            // The backplane failed: the client receives an error and may ask again.
            set.Context.Failures.ReadFailed(set.Caller.UserId, e);
            foreach (var subscription in fresh)
                set.Refuse(subscription, ErrorCode.BackplaneUnavailable);
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
    private async ValueTask CatchUpAsync(IEnumerable<Subscription> subscriptions)
    {
        List<PipelineLog> behind = [];
        foreach (var subscription in subscriptions)
            if (
                subscription.Log is { Head: { } head } log
                && message.Positions.TryGetValue(subscription.PipelineId, out var since)
                && since > head.Position)
                behind.Add(log);
        if (behind.Count > 0) await set.Context.Hub.RefreshAsync(behind, set.Closed).ConfigureAwait(false);
    }
}
