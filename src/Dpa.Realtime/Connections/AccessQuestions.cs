using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Access to what a connection watches is evaluated again. Nothing of the subscription is shown meanwhile.
/// </summary>
internal sealed class AccessQuestions(SubscriptionSet set)
{
    private const int ManyAtOnce = 256; // of one question about many

    /// <summary>The connection's questions, first answers that are asked again among them.</summary>
    public QuestionLine Line { get; } = new(AccessCheck.AtOnce);

    /// <summary>
    /// Access may have been taken away: nothing is shown from here on, until the authorizer has allowed it again.
    /// </summary>
    public Task RevokedAsync(Subscription subscription)
    {
        // Where nothing is known of the pipeline yet, its first state is asked about when it comes.
        if (!subscription.Access.Revoke() || subscription.Log?.Head is not { } head) return Task.CompletedTask;
        return subscription.Access.TryAsk(head.Position.Epoch!, out var number)
            ? AuthorizeAsync(subscription, head, number)
            : Task.CompletedTask;
    }

    /// <summary>
    /// Access to all that is subscribed may have been taken away: as for one, and in one question where the authorizer
    /// takes many.
    /// </summary>
    public async Task ReauthorizeAsync()
    {
        List<(Subscription Subscription, PipelineState Head, int Number)> asked = [];
        foreach (var subscription in set.All())
            if (
                subscription.Access.Revoke()
                && subscription.Log?.Head is { } head
                && subscription.Access.TryAsk(head.Position.Epoch!, out var number))
                asked.Add((subscription, head, number));

        List<Task> alone = [];
        for (var first = 0; first < asked.Count; first += ManyAtOnce)
        {
            var some = asked.GetRange(first, Math.Min(ManyAtOnce, asked.Count - first));
            var known = await set
                .Context.Access.TryReadManyAsync(set.Caller, some.ConvertAll(q => q.Head), set.Closed)
                .ConfigureAwait(false);
            for (var i = 0; i < some.Count; i++)
            {
                var (subscription, head, number) = some[i];
                if (known?[i] is { } access and not Access.Unknown) Decide(subscription, head, number, access);
                else alone.Add(AuthorizeAsync(subscription, head, number));
            }
        }

        await Task.WhenAll(alone).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks until the authorizer answers or a newer question is under way. An authorizer that fails is asked less and
    /// less often; one that had no place free is asked again soon, since it may be well.
    /// </summary>
    public async Task AuthorizeAsync(Subscription subscription, PipelineState head, int number)
    {
        for (var pause = AccessPauses.First; ;)
        {
            AccessAnswer answer = default;
            var about = head;
            await Line
                .AskAsync(async () =>
                {
                    // It may have waited for long, and be void by now.
                    if (subscription.Access.IsNewest(number))
                        answer = await set
                            .Context.Access.AskToReadAsync(set.Caller, about, set.Closed)
                            .ConfigureAwait(false);
                })
                .ConfigureAwait(false);
            if (!subscription.Access.IsNewest(number))
                return;
            if (answer.Access != Access.Unknown)
            {
                Decide(subscription, head, number, answer.Access);
                return;
            }

            var delay = answer.IsBusy ? AccessPauses.NearASecond(subscription) : pause;
            await Task.Delay(delay, set.Context.Time, set.Closed)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!answer.IsBusy) pause = AccessPauses.Longer(pause);
            if (set.Closed.IsCancellationRequested || subscription.IsEnded || subscription.Log?.Head is not { } newest)
                return;
            if (!subscription.Access.TryAskAgain(newest.Position.Epoch!, ref number))
                return;
            head = newest;
        }
    }

    private void Decide(Subscription subscription, PipelineState head, int number, Access access)
    {
        if (access == Access.Allowed)
        {
            if (!subscription.Access.TryAllow(number, head.Position.Epoch!)) return;
            subscription.Waits = false;
            set.Outbox.MarkDirty(subscription);
        }
        else if (subscription.Access.TryRefuse(number) && !subscription.Waits)
        {
            set.End(subscription, UnsubscribeReason.Forbidden);
        }
    }
}
