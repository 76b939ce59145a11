using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>A run asks a question and waits for its answer.</summary>
internal sealed class RunQuestions(
    RunPublisher publisher, RunState run, IBackplane backplane, PublishingContext context)
{
    private readonly SemaphoreSlim _turn = new(1, 1); // a pipeline has one open question

    /// <summary>
    /// Asks until the question is answered. It is asked again where the state was lost, and once it is answered: the
    /// answer to that is the answer, and a run that was replaced meanwhile is refused.
    /// </summary>
    /// <param name="question">The question; not checked yet.</param>
    /// <param name="slot">The stage that asks, or null.</param>
    /// <param name="cancellationToken">Withdraws the question.</param>
    public async ValueTask<QuestionAnswer> AskAsync(
        PipelineQuestion question, StageSlot? slot, CancellationToken cancellationToken)
    {
        question = QuestionRules.Checked(question) with { Stage = slot?.Id };
        var cancel = publisher.Signals.Cancel;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancel);
        try
        {
            await _turn.WaitAsync(linked.Token).ConfigureAwait(false);
            try
            {
                return await AskUntilAnsweredAsync(question, slot, linked.Token).ConfigureAwait(false);
            }
            finally
            {
                run.GoOn(slot);
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (run.IsReplaced)
        {
            throw Refusals.Exception(
                run.PipelineId, new ApplyResult(ApplyStatus.ProducerReplaced, run.State, []));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The pipeline is to be cancelled.", cancel);
        }
    }

    private async ValueTask<QuestionAnswer> AskUntilAnsweredAsync(
        PipelineQuestion question, StageSlot? slot, CancellationToken cancellationToken)
    {
        var isWithdrawn = false;
        context.Runs.Hold(publisher);
        try
        {
            while (true)
            {
                var news = Listen(question);
                var state = await SendAsync(() => Ask_NeedsLock(question, slot), cancellationToken)
                    .ConfigureAwait(false);
                if (Found(state, question) is { } answer) return answer;
                while (state is not null && QuestionMerge.IsOpen(state, question.Id))
                {
                    if (!await IsNotifiedAsync(question, news, cancellationToken).ConfigureAwait(false))
                    {
                        isWithdrawn = true;
                        state = await SendAsync(() => run.Withdraw_NeedsLock(question.Id), cancellationToken)
                            .ConfigureAwait(false);
                        return Found(state, question) ?? throw Expired(question);
                    }

                    news = Listen(question);
                    state = await NewestAsync(state).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!isWithdrawn)
        {
            Withdraw(question);
            throw;
        }
        finally
        {
            context.Runs.LetGo(publisher);
            lock (run.Lock) run.Question = null;
        }
    }

    private static QuestionAnswer? Found(PipelineState state, PipelineQuestion question) =>
        QuestionMerge.FindAnswer(state, question.Id);

    /// <summary>From here on the returned task completes with whatever may bring an answer.</summary>
    private Task Listen(PipelineQuestion question)
    {
        lock (run.Lock)
        {
            ThrowIfLeft_NeedsLock();
            run.Question = new OpenQuestion(question.Id);
            return run.Question.News;
        }
    }

    /// <summary>Waits as long as the backplane is unavailable: nobody can answer meanwhile.</summary>
    /// <returns>The state that the change led to.</returns>
    private async ValueTask<PipelineState> SendAsync(
        Func<PendingTransition> enqueueNeedsLock, CancellationToken cancellationToken)
    {
        PendingTransition pending;
        lock (run.Lock)
        {
            ThrowIfLeft_NeedsLock();
            pending = enqueueNeedsLock();
        }

        publisher.Start();
        var result = await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Status is ApplyStatus.Applied or ApplyStatus.Unchanged
            ? result.State!
            : throw Refusals.Exception(run.PipelineId, result);
    }

    private PendingTransition Ask_NeedsLock(PipelineQuestion question, StageSlot? slot)
    {
        var change = run.NewChange() with { Ask = question, Status = PipelineStatus.Waiting };
        run.Expect_NeedsLock(PipelineStatus.Waiting);
        if (slot is null) return run.Enqueue_NeedsLock(change);
        var waits = slot.Take(new StageChange { Id = slot.Id, Status = PipelineStatus.Waiting }, run.Ticks());
        if (!slot.IsOver) slot.Status = PipelineStatus.Waiting; // a report is late until the answer is there
        return run.Enqueue_NeedsLock(change with { Stages = [waits] });
    }

    private void ThrowIfLeft_NeedsLock()
    {
        if (run.IsLeft)
            throw new PipelineException(
                ProgressErrorCodes.IllegalTransition,
                $"The run of the pipeline '{run.PipelineId}' was disposed while it asked. Await AskAsync before.");
    }

    /// <summary>Withdraws it in order, before the producer's next change; nothing awaits that.</summary>
    private void Withdraw(PipelineQuestion question)
    {
        lock (run.Lock)
        {
            if (run.IsReplaced || run.IsLeft || run.IsClosed) return;
            run.Withdraw_NeedsLock(question.Id).IsHeld = true;
            run.Expect_NeedsLock(PipelineStatus.Processing);
        }

        publisher.Start();
    }

    /// <returns>False where the question's time is over.</returns>
    private async ValueTask<bool> IsNotifiedAsync(
        PipelineQuestion question, Task news, CancellationToken cancellationToken)
    {
        if (question.ExpiresAt is not { } until)
        {
            await news.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        for (var left = LeftUntil(until); left > TimeSpan.Zero; left = LeftUntil(until))
        {
            try
            {
                await news.WaitAsync(left, context.Time, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException)
            {
                // One wait is at most a day; the clock decides whether the time is over.
            }
        }

        return false;
    }

    private TimeSpan LeftUntil(DateTimeOffset until)
    {
        var left = until - context.Time.GetUtcNow();
        return left > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : left;
    }

    /// <param name="known">The answer where it cannot be read now: the next comparison brings it.</param>
    /// <returns>Null where it was lost: asking again restores it.</returns>
    private async ValueTask<PipelineState?> NewestAsync(PipelineState known)
    {
        try
        {
            var found = await backplane.ReadAsync([run.PipelineId], CancellationToken.None).ConfigureAwait(false);
            if (found.IsEmpty) return null;
            lock (run.Lock) run.Adopt_NeedsLock(found[0]);
            return found[0];
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            return known;
        }
    }

    private static PipelineException Expired(PipelineQuestion question) => new(
        ProgressErrorCodes.QuestionExpired,
        $"Nobody answered the question '{question.Id}' in time. Go on without an answer, or ask again with a later "
            + $"ExpiresAt.");
}
