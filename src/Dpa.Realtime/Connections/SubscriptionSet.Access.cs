using Dpa.Realtime.Backplane;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <content>Who may see what: the first answer to a subscription, and access that is evaluated again.</content>
internal sealed partial class SubscriptionSet
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    private const int ManyAtOnce = 256; // of one question about many

    private readonly QuestionLine _questions = new(AccessCheck.AtOnce);
    private int _pending;

    /// <summary>How many messages wait for the application's answers.</summary>
    public int PendingMessages => Volatile.Read(ref _pending);

    /// <summary>
    /// Whether it asks again by itself where the application did not answer, for a client that cannot ask again.
    /// </summary>
    public bool AsksAgain { get; init; }

    /// <summary>
    /// Access may have been taken away: nothing is shown from here on, until the authorizer has allowed it again.
    /// </summary>
    public Task RevokedAsync(string pipelineId)
    {
        Subscription? subscription;
        lock (_lock) subscription = _subscriptions.GetValueOrDefault(pipelineId);
        // Where nothing is known of the pipeline yet, its first state is asked about when it comes.
        if (subscription is null || !subscription.Access.Revoke() || subscription.Log?.Head is not { } head)
            return Task.CompletedTask;
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
        List<Question> asked = [];
        List<Subscription> of = [];
        foreach (var subscription in All())
        {
            if (
                !subscription.Access.Revoke()
                || subscription.Log?.Head is not { } head
                || !subscription.Access.TryAsk(head.Position.Epoch!, out var number))
                continue;
            asked.Add(new(head, number, Access.Unknown));
            of.Add(subscription);
        }

        List<Task> alone = [];
        for (var first = 0; first < asked.Count; first += ManyAtOnce)
        {
            var some = asked.GetRange(first, Math.Min(ManyAtOnce, asked.Count - first));
            var known = await context
                .Access.TryReadManyAsync(caller, some.ConvertAll(q => q.Head!), closed)
                .ConfigureAwait(false);
            for (var i = 0; i < some.Count; i++)
            {
                var (head, number, _, _) = some[i];
                if (known?[i] is { } access and not Access.Unknown) Settle(of[first + i], head!, number!.Value, access);
                else alone.Add(AuthorizeAsync(of[first + i], head!, number!.Value));
            }
        }

        await Task.WhenAll(alone).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks until the authorizer answers or a newer question is under way. Meanwhile nothing is shown. An authorizer
    /// that fails is asked less and less often; one that had no place free is asked again soon, since it may be well.
    /// </summary>
    public async Task AuthorizeAsync(Subscription subscription, PipelineState head, int number)
    {
        for (var pause = FirstPause; ;)
        {
            AccessAnswer answer = default;
            var about = head;
            await _questions
                .AskAsync(async () =>
                {
                    // It may have waited for long, and be void by now.
                    if (subscription.Access.IsNewest(number))
                        answer = await context.Access.AskToReadAsync(caller, about, closed).ConfigureAwait(false);
                })
                .ConfigureAwait(false);
            if (!subscription.Access.IsNewest(number))
                return;
            if (answer.Access != Access.Unknown)
            {
                Settle(subscription, head, number, answer.Access);
                return;
            }

            await Task.Delay(answer.IsBusy ? NearASecond(subscription) : pause, context.Time, closed)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!answer.IsBusy)
                pause = Longer(pause);
            if (closed.IsCancellationRequested || subscription.IsEnded || subscription.Log?.Head is not { } newest)
                return;
            if (!subscription.Access.TryAskAgain(newest.Position.Epoch!, ref number))
                return;
            head = newest;
        }
    }

    private void Settle(Subscription subscription, PipelineState head, int number, Access access)
    {
        if (access == Access.Allowed)
        {
            if (!subscription.Access.TryAllow(number, head.Position.Epoch!)) return;
            subscription.Waits = false;
            outbox.MarkDirty(subscription);
        }
        else if (subscription.Access.TryRefuse(number) && !subscription.Waits && End(subscription))
        {
            outbox.Reply(FrameCodec.UnsubscriptionConfirmed(subscription.PipelineId, null, "forbidden"));
        }
    }

    /// <summary>
    /// Runs outside the receive loop: an authorizer may be slow, and the client's pongs and its close must be read
    /// meanwhile. Each subscription is authorized once in its turn, independent of the others' outcome. Retries are not
    /// part of it, so that subscriptions without an answer do not delay the others.
    /// </summary>
    private async Task AnswerAllAsync(List<Subscription> fresh, ClientMessage message)
    {
        Interlocked.Increment(ref _pending);
        try
        {
            await FindLeftOutAsync(fresh).ConfigureAwait(false);
            var known = await AskManyAsync(fresh).ConfigureAwait(false);
            await Bounded.ForEachAsync(fresh.Count, AccessCheck.AtOnce, async i =>
            {
                var result = await TryAnswerAsync(fresh[i], message.Wait, known?[i]).ConfigureAwait(false);
                if (result == AskResult.Answered) return;
                if (AsksAgain) _ = AskAgainAsync(fresh[i], message.Wait, result);
                else Refuse(fresh[i], ErrorCode.ApplicationUnavailable);
            }).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>
    /// A pipeline that a bulk read left out because it could not be read is not "not found": a separate read reports
    /// why.
    /// </summary>
    private async Task FindLeftOutAsync(List<Subscription> fresh)
    {
        var without = fresh.Where(s => s.Log!.Head is null).ToDictionary(s => s.PipelineId, StringComparer.Ordinal);
        if (without.Count == 0) return;
        IReadOnlyCollection<string> there = without.Keys;
        try
        {
            there = await LeftOut.ButThereAsync(context.Backplane, without.Keys, closed).ConfigureAwait(false);
            foreach (var id in there) await context.Hub.RefreshAsync([without[id].Log!], closed).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (closed.IsCancellationRequested) return;
            context.Failures.ReadFailed(caller.UserId, e);
            foreach (var id in there)
                if (without[id].Log!.Head is null) Refuse(without[id], ErrorCode.BackplaneUnavailable);
        }
    }

    /// <summary>
    /// In the queue of the connection's questions, and with the same pauses as <see cref="AuthorizeAsync"/>.
    /// </summary>
    private async Task AskAgainAsync(Subscription subscription, bool wait, AskResult result)
    {
        for (var pause = FirstPause; result != AskResult.Answered;)
        {
            var delay = result == AskResult.Busy ? NearASecond(subscription) : pause;
            if (result != AskResult.Busy) pause = Longer(pause);
            await Task.Delay(delay, context.Time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (closed.IsCancellationRequested) return;
            await _questions.AskAsync(async () =>
                result = await TryAnswerAsync(subscription, wait, null).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>One question about all whose state is here, where the authorizer takes many.</summary>
    private async ValueTask<Question?[]?> AskManyAsync(List<Subscription> fresh)
    {
        var heads = fresh.ConvertAll(s => s.Log!.Head);
        List<PipelineState> there = [.. heads.OfType<PipelineState>()];
        if (there.Count < 2) return null;
        var numbers = fresh.Select((s, i) => heads[i] is { } head ? s.Access.Ask(head.Position.Epoch!) : 0).ToArray();
        if (await context.Access.TryReadManyAsync(caller, there, closed).ConfigureAwait(false) is not { } access)
            return null;
        var next = 0;
        return
        [
            .. heads.Select(
                (head, i) => head is null ? (Question?)null : new Question(head, numbers[i], access[next++])),
        ];
    }

    /// <summary>
    /// Where the backplane fails, the client gets an error and may ask again; the others are answered all the same.
    /// </summary>
    private async Task<AskResult> TryAnswerAsync(Subscription subscription, bool wait, Question? known)
    {
        try
        {
            return await AnswerAsync(subscription, wait, known).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (closed.IsCancellationRequested) return AskResult.Answered;
            context.Failures.ReadFailed(caller.UserId, e);
            Refuse(subscription, ErrorCode.BackplaneUnavailable);
            return AskResult.Answered;
        }
    }

    private async Task<AskResult> AnswerAsync(Subscription subscription, bool wait, Question? known)
    {
        while (!subscription.IsEnded && !closed.IsCancellationRequested)
        {
            var question = known ?? await AskAsync(subscription).ConfigureAwait(false);
            known = null;
            if (question.Access == Access.Unknown) return question.IsBusy ? AskResult.Busy : AskResult.Failed;
            if (question.Access == Access.Denied)
            {
                if (TryRefuse(subscription, question, wait)) return AskResult.Answered;
            }
            else if (subscription.Access.TryAllow(question.Number!.Value, question.Head!.Position.Epoch!))
            {
                outbox.MarkDirty(subscription);
                return AskResult.Answered;
            }

            // Access was revoked meanwhile: the question is asked again.
        }

        return AskResult.Answered;
    }

    /// <summary>What the archive holds is restored only for who may see it.</summary>
    private async ValueTask<Question> AskAsync(Subscription subscription)
    {
        if (subscription.Log!.Head is null)
        {
            var found = await context
                .Archive.FindAsync(subscription.PipelineId, caller.UserId, closed)
                .ConfigureAwait(false);
            if (!found.IsKnown)
                return new(null, null, Access.Unknown, found.Outcome == GuestOutcome.Busy);
            if (found.Value is not { } held)
                return new(null, null, Access.Denied);
            var may = await context.Access.AskToReadAsync(caller, held, closed).ConfigureAwait(false);
            if (may.Access != Access.Allowed) return new(null, null, may.Access, may.IsBusy);
            await context.Hub.RestoreAsync(subscription.Log, held, closed).ConfigureAwait(false);
        }

        if (subscription.Log.Head is not { } head) return new(null, null, Access.Denied);
        var number = subscription.Access.Ask(head.Position.Epoch!);
        var answer = await context.Access.AskToReadAsync(caller, head, closed).ConfigureAwait(false);
        return new(head, number, answer.Access, answer.IsBusy);
    }

    /// <summary>Not there, or not for this caller: the same answer for both.</summary>
    /// <returns>False where the answer is void.</returns>
    private bool TryRefuse(Subscription subscription, Question question, bool wait)
    {
        lock (_lock)
        {
            subscription.Waits = wait; // before the drain may ask: what waits is not ended by a refusal
            subscription.WaitEnds = context.Time.Monotonic() + context.Options.WaitTimeout;
            if (!subscription.Access.TryRefuse(question.Number))
            {
                subscription.Waits = false;
                return false;
            }

            if (wait)
                foreach (var answer in subscription.ConfirmAnswers())
                    outbox.Reply(FrameCodec.SubscriptionConfirmed(subscription.PipelineId, answer.RequestId, default));
        }

        if (wait) outbox.MarkDirty(subscription); // it may have started meanwhile
        else Refuse(subscription, ErrorCode.NotFound);
        return true;
    }

    /// <summary>Not all at the same moment, or they would find no place again.</summary>
    private static TimeSpan NearASecond(Subscription subscription) =>
        FirstPause * (0.5 + ((uint)HashCode.Combine(subscription) / (double)uint.MaxValue));

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    /// <summary>What was asked, and the answer; without a state where there is none.</summary>
    private readonly record struct Question(PipelineState? Head, int? Number, Access Access, bool IsBusy = false);

    /// <summary>The outcome of an authorization request for a first answer.</summary>
    private enum AskResult
    {
        /// <summary>The client has its answer, or wants none any more.</summary>
        Answered,

        /// <summary>The application did not answer.</summary>
        Failed,

        /// <summary>It was not asked, since no place was free.</summary>
        Busy,
    }
}
