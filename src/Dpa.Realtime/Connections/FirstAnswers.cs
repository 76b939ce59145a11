using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <summary>
/// Answers one message's new subscriptions: access is asked about, and what is not there is looked for in the archive.
/// </summary>
/// <param name="set">The connection's subscriptions.</param>
/// <param name="line">The connection's questions.</param>
/// <param name="fresh">The new ones, attached.</param>
/// <param name="wait">Whether the client waits for what is not there.</param>
internal sealed class FirstAnswers(SubscriptionSet set, QuestionLine line, List<Subscription> fresh, bool wait)
{
    /// <summary>
    /// Runs outside the receive loop: an authorizer may be slow, and the client's pongs and its close must be read
    /// meanwhile. Each subscription is authorized once in its turn, independent of the others' outcome. Retries are not
    /// part of it, so that subscriptions without an answer do not delay the others.
    /// </summary>
    public async Task SendAsync()
    {
        await FindLeftOutAsync().ConfigureAwait(false);
        var known = await AskManyAsync().ConfigureAwait(false);
        await Bounded.ForEachAsync(fresh.Count, AccessCheck.AtOnce, async i =>
        {
            var result = await TryAnswerAsync(fresh[i], known?[i]).ConfigureAwait(false);
            if (result == AskResult.Answered) return;
            if (set.AsksAgain) _ = AskAgainAsync(fresh[i], result);
            else set.Refuse(fresh[i], ErrorCode.ApplicationUnavailable);
        }).ConfigureAwait(false);
    }

    /// <summary>
    /// A pipeline that a bulk read left out because it could not be read is not "not found": a separate read reports
    /// why.
    /// </summary>
    private async Task FindLeftOutAsync()
    {
        var without = fresh.Where(s => s.Log!.Head is null).ToDictionary(s => s.PipelineId, StringComparer.Ordinal);
        if (without.Count == 0) return;
        IReadOnlyCollection<string> there = without.Keys;
        try
        {
            there = await LeftOut.ButThereAsync(set.Context.Backplane, without.Keys, set.Closed).ConfigureAwait(false);
            foreach (var id in there)
                await set.Context.Hub.RefreshAsync([without[id].Log!], set.Closed).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (set.Closed.IsCancellationRequested) return;
            set.Context.Failures.ReadFailed(set.Caller.UserId, e);
            foreach (var id in there)
                if (without[id].Log!.Head is null) set.Refuse(without[id], ErrorCode.BackplaneUnavailable);
        }
    }

    /// <summary>
    /// In the queue of the connection's questions, and with the same pauses as
    /// <see cref="AccessQuestions.AuthorizeAsync"/>.
    /// </summary>
    private async Task AskAgainAsync(Subscription subscription, AskResult result)
    {
        for (var pause = AccessPauses.First; result != AskResult.Answered;)
        {
            var delay = result == AskResult.Busy ? AccessPauses.NearASecond(subscription) : pause;
            if (result != AskResult.Busy) pause = AccessPauses.Longer(pause);
            await Task.Delay(delay, set.Context.Time, set.Closed)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (set.Closed.IsCancellationRequested) return;
            await line.AskAsync(async () =>
                result = await TryAnswerAsync(subscription, null).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>One question about all whose state is here, where the authorizer takes many.</summary>
    private async ValueTask<Question?[]?> AskManyAsync()
    {
        var heads = fresh.ConvertAll(s => s.Log!.Head);
        List<PipelineState> there = [.. heads.OfType<PipelineState>()];
        if (there.Count < 2) return null;
        var numbers = fresh.Select((s, i) => heads[i] is { } head ? s.Access.Ask(head.Position.Epoch!) : 0).ToArray();
        var access = await set.Context.Access.TryReadManyAsync(set.Caller, there, set.Closed).ConfigureAwait(false);
        if (access is null) return null;
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
    private async Task<AskResult> TryAnswerAsync(Subscription subscription, Question? known)
    {
        try
        {
            return await AnswerAsync(subscription, known).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (set.Closed.IsCancellationRequested) return AskResult.Answered;
            set.Context.Failures.ReadFailed(set.Caller.UserId, e);
            set.Refuse(subscription, ErrorCode.BackplaneUnavailable);
            return AskResult.Answered;
        }
    }

    private async Task<AskResult> AnswerAsync(Subscription subscription, Question? known)
    {
        while (!subscription.IsEnded && !set.Closed.IsCancellationRequested)
        {
            var question = known ?? await AskAsync(subscription).ConfigureAwait(false);
            known = null;
            if (question.Access == Access.Unknown) return question.IsBusy ? AskResult.Busy : AskResult.Failed;
            if (question.Access == Access.Denied)
            {
                if (set.TryAnswerAbsent(subscription, question.Number, wait)) return AskResult.Answered;
            }
            else if (subscription.Access.TryAllow(question.Number!.Value, question.Head!.Position.Epoch!))
            {
                set.Outbox.MarkDirty(subscription);
                return AskResult.Answered;
            }

            // Access was revoked meanwhile: the question is asked again.
        }

        return AskResult.Answered;
    }

    /// <summary>What the archive holds is restored only for who may see it.</summary>
    private async ValueTask<Question> AskAsync(Subscription subscription)
    {
        var context = set.Context;
        if (subscription.Log!.Head is null)
        {
            var found = await context
                .Archive.FindAsync(subscription.PipelineId, set.Caller.UserId, set.Closed)
                .ConfigureAwait(false);
            if (!found.IsKnown)
                return new(null, null, Access.Unknown, found.Outcome == GuestOutcome.Busy);
            if (found.Value is not { } held)
                return new(null, null, Access.Denied);
            var may = await context.Access.AskToReadAsync(set.Caller, held, set.Closed).ConfigureAwait(false);
            if (may.Access != Access.Allowed) return new(null, null, may.Access, may.IsBusy);
            await context.Hub.RestoreAsync(subscription.Log, held, set.Closed).ConfigureAwait(false);
        }

        if (subscription.Log.Head is not { } head) return new(null, null, Access.Denied);
        var number = subscription.Access.Ask(head.Position.Epoch!);
        var answer = await context.Access.AskToReadAsync(set.Caller, head, set.Closed).ConfigureAwait(false);
        return new(head, number, answer.Access, answer.IsBusy);
    }

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
