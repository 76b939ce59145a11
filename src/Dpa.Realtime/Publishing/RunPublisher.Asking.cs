using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <content>A question is asked, and its answer waited for.</content>
internal sealed partial class RunPublisher
{
    private readonly SemaphoreSlim _asking = new(1, 1); // a pipeline has one open question
    private TaskCompletionSource? _news; // while a question is asked: what may bring its answer. Under the lock
    private string? _asks; // its id. Under the lock

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
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Signals.Cancel);
        try
        {
            await _asking.WaitAsync(linked.Token).ConfigureAwait(false);
            try
            {
                return await AskUntilAnsweredAsync(question, slot, linked.Token).ConfigureAwait(false);
            }
            finally
            {
                GoOn(slot);
                _asking.Release();
            }
        }
        catch (OperationCanceledException) when (_isReplaced)
        {
            throw Refusals.Exception(PipelineId, new ApplyResult(ApplyStatus.ProducerReplaced, State, []));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The pipeline is to be cancelled.", Signals.Cancel);
        }
    }

    /// <summary>Somebody has answered, or the store knows more of a question than this run.</summary>
    /// <returns>Whether this run asks anything.</returns>
    public bool HearAnswer()
    {
        lock (_lock)
        {
            _news?.TrySetResult();
            return _news is not null;
        }
    }

    /// <summary>Whether it asks a question whose answer it may not have received.</summary>
    public bool IsAsking
    {
        get { lock (_lock) return _news is not null; }
    }

    private async ValueTask<QuestionAnswer> AskUntilAnsweredAsync(
        PipelineQuestion question, StageSlot? slot, CancellationToken cancellationToken)
    {
        var isWithdrawn = false;
        _context.Runs.Hold(this);
        try
        {
            while (true)
            {
                var news = Listen(question);
                var state = await SendAsync(AskingChange(question, slot), cancellationToken).ConfigureAwait(false);
                if (Found(state, question) is { } answer) return answer;
                while (state is not null && QuestionMerge.IsOpen(state, question.Id))
                {
                    if (!await HeardAsync(question, news, cancellationToken).ConfigureAwait(false))
                    {
                        isWithdrawn = true;
                        state = await SendAsync(WithdrawingChange(question), cancellationToken).ConfigureAwait(false);
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
            _context.Runs.LetGo(this);
            lock (_lock) (_news, _asks) = (null, null);
        }
    }

    /// <summary>Under the lock. An answer to this run's own change shows that its question is no longer open.</summary>
    private void NoticeClosed(PipelineState newest)
    {
        if (_state.Question is { } open && !QuestionMerge.IsOpen(newest, open.Id)) _news?.TrySetResult();
    }

    /// <summary>
    /// Under the lock. A run that leaves withdraws what it still asks: where it does not end its pipeline, others
    /// produce beside it, and the pipeline would wait for nobody.
    /// </summary>
    /// <returns>Whether that is to be sent.</returns>
    private bool LeaveQuestion()
    {
        _news?.TrySetResult();
        if (_asks is not { } asked || _isClosed || _isReplaced) return false;
        Enqueue(Change() with { Withdraw = asked }).IsHeld = true;
        return true;
    }

    /// <summary>Under the lock.</summary>
    private void ThrowIfLeft()
    {
        if (_isLeft)
            throw new PipelineException(
                ProgressErrorCodes.IllegalTransition,
                $"The run of the pipeline '{PipelineId}' was disposed while it asked. Await AskAsync before.");
    }

    private static QuestionAnswer? Found(PipelineState state, PipelineQuestion question) =>
        QuestionMerge.FindAnswer(state, question.Id);

    private Task Listen(PipelineQuestion question)
    {
        lock (_lock)
        {
            ThrowIfLeft();
            _asks = question.Id;
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _news.Task;
        }
    }

    /// <summary>Waits as long as the backplane is unavailable: nobody can answer meanwhile.</summary>
    /// <returns>The state that the change led to.</returns>
    private async ValueTask<PipelineState> SendAsync(
        Func<PendingTransition> enqueue, CancellationToken cancellationToken)
    {
        PendingTransition pending;
        lock (_lock)
        {
            ThrowIfLeft();
            pending = enqueue();
        }

        Start();
        var result = await pending.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Status is ApplyStatus.Applied or ApplyStatus.Unchanged
            ? result.State!
            : throw Refusals.Exception(PipelineId, result);
    }

    private Func<PendingTransition> AskingChange(PipelineQuestion question, StageSlot? slot) => () =>
    {
        var change = Change() with { Ask = question, Status = PipelineStatus.Waiting };
        _asked = PipelineStatus.Waiting;
        if (slot is null) return Enqueue(change);
        var waits = slot.Take(new StageChange { Id = slot.Id, Status = PipelineStatus.Waiting }, Ticks());
        if (!slot.IsOver) slot.Status = PipelineStatus.Waiting; // a report is late until the answer is there
        return Enqueue(change with { Stages = [waits] });
    };

    private Func<PendingTransition> WithdrawingChange(PipelineQuestion question) => () =>
        Enqueue(Change() with { Withdraw = question.Id });

    /// <summary>Enqueues it in order, before the producer's next change; nothing awaits it.</summary>
    private void Withdraw(PipelineQuestion question)
    {
        lock (_lock)
        {
            if (_isReplaced || _isLeft || _isClosed) return;
            WithdrawingChange(question)().IsHeld = true;
            _asked = PipelineStatus.Processing;
        }

        Start();
    }

    /// <returns>False where the question's time is over.</returns>
    private async ValueTask<bool> HeardAsync(
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
                await news.WaitAsync(left, _context.Time, cancellationToken).ConfigureAwait(false);
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
        var left = until - _context.Time.GetUtcNow();
        return left > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : left;
    }

    /// <param name="known">The answer where it cannot be read now: the next comparison brings it.</param>
    /// <returns>Null where it was lost: asking again restores it.</returns>
    private async ValueTask<PipelineState?> NewestAsync(PipelineState known)
    {
        try
        {
            var found = await _backplane.ReadAsync([PipelineId], CancellationToken.None).ConfigureAwait(false);
            if (found.IsEmpty) return null;
            lock (_lock) Adopt(found[0]);
            return found[0];
        }
        catch (PipelineException e) when (e.IsRetryable)
        {
            return known;
        }
    }

    /// <summary>Under the lock. A state that no change of this run has brought.</summary>
    private void Adopt(PipelineState newest)
    {
        if (newest.Position <= _state.Position) return;
        Owe(newest);
        Volatile.Write(ref _state, newest);
    }

    /// <summary>The stage reports again. The time that it waited is neither silence nor slowness.</summary>
    private void GoOn(StageSlot? slot)
    {
        lock (_lock)
        {
            _lastReport = _context.Time.GetTimestamp();
            if (slot is { Status: PipelineStatus.Waiting } && !_isClosed)
                slot.Open(Math.Max(slot.Highest, _state.FindStage(slot.Id)?.Progress ?? 0), Ticks());
        }
    }

    private static PipelineException Expired(PipelineQuestion question) => new(
        ProgressErrorCodes.QuestionExpired,
        $"Nobody answered the question '{question.Id}' in time. Go on without an answer, or ask again with a later "
            + $"ExpiresAt.");
}
