using Dpa.Realtime.Publishing;

namespace Dpa.Realtime;

/// <summary>
/// The producer's side of one pipeline. Safe to use from several threads. Transitions are awaited and mean "accepted by
/// the backplane"; where it does not answer within 2 s they return <see cref="TransitionOutcome.Held"/> and are
/// applied, in order, when it is back. Dispose it when the work is left: a run without an end is marked cancelled (its
/// token, or a watcher, asked for it) or failed, never "processing for ever".
/// </summary>
public sealed class PipelineRun : IAsyncDisposable
{
    private readonly RunPublisher _publisher;
    private readonly CancellationToken _startToken;

    internal PipelineRun(RunPublisher publisher, CancellationToken startToken)
    {
        _publisher = publisher;
        _startToken = startToken;
    }

    /// <summary>The pipeline's id.</summary>
    public string Id => _publisher.PipelineId;

    /// <summary>The newest state that this run knows of.</summary>
    public PipelineState State => _publisher.State;

    /// <summary>
    /// Whether another producer took the pipeline over, which this run has learnt by a refusal: nothing that it says is
    /// accepted any more. Set before <see cref="CancelRequested"/> is, which alone does not say why.
    /// </summary>
    public bool IsReplaced => _publisher.IsReplaced;

    /// <summary>
    /// Cancelled when a watcher asks for cancel, or when another producer replaced this one. Pass it on to the work,
    /// linked with the application's own. A fresh token when a cancelled pipeline is set going by
    /// <see cref="ContinueAsync"/>.
    /// </summary>
    public CancellationToken CancelRequested => _publisher.Signals.Cancel;

    /// <summary>
    /// Cancelled when a watcher asks for an interrupt: stop at the next checkpoint and call
    /// <see cref="InterruptAsync"/>. A fresh token after <see cref="ContinueAsync"/>.
    /// </summary>
    public CancellationToken InterruptRequested => _publisher.Signals.Interrupt;

    /// <summary>
    /// Cancelled when a watcher asks to go on, for a run that stays in memory while interrupted. A fresh token after
    /// <see cref="ContinueAsync"/>. Where it was never taken, the request goes to
    /// <see cref="IPipelineControlHandler"/>.
    /// </summary>
    public CancellationToken ResumeRequested => _publisher.Signals.Resume;

    /// <summary>
    /// Begins a stage. A stage that was interrupted goes on with its progress; one that is under way (its producer was
    /// lost) gets a new attempt and keeps its progress; one that ended gets a new attempt from 0.
    /// </summary>
    /// <param name="stageId">The stage's type; one that was not declared at the start is added at the end with weight
    /// 1.</param>
    /// <param name="cancellationToken">When it is cancelled and the stage is left without an end, the stage is marked
    /// cancelled.</param>
    /// <returns>The stage's reporter.</returns>
    /// <exception cref="PipelineException"><c>illegal_transition</c>, <c>producer_replaced</c>,
    /// <c>too_large</c>.</exception>
    public async ValueTask<StageRun> StartStageAsync(string stageId, CancellationToken cancellationToken = default)
    {
        var slot = await _publisher.BeginStageAsync(stageId, cancellationToken).ConfigureAwait(false);
        return new StageRun(_publisher, slot, cancellationToken);
    }

    /// <summary>
    /// Runs one stage to its end: completed, cancelled (an <see cref="OperationCanceledException"/>) or failed (any
    /// other exception, which is thrown on).
    /// </summary>
    /// <param name="stageId">The stage's type.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Passed to the work.</param>
    /// <returns>A task for the stage.</returns>
    public async Task RunStageAsync(
        string stageId, Func<StageRun, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var stage = await StartStageAsync(stageId, cancellationToken).ConfigureAwait(false);
        await using var _ = stage.ConfigureAwait(false);
        try
        {
            await work(stage, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (cancellationToken.IsCancellationRequested || CancelRequested.IsCancellationRequested)
        {
            await stage.EndForAsync(PipelineStatus.Cancelled).ConfigureAwait(false);
            throw;
        }
        catch (Exception e)
        {
            await stage.EndForAsync(PipelineStatus.Failed, e).ConfigureAwait(false);
            throw;
        }

        if (!stage.IsEnded) await stage.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Marks a stage as not needed.</summary>
    /// <param name="stageId">The stage's type.</param>
    /// <param name="message">Why, for people. Default: none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> SkipStageAsync(
        string stageId, string? message = null, CancellationToken cancellationToken = default) =>
        _publisher.StageTransitionAsync(
            new StageChange
            {
                Id = stageId, Status = PipelineStatus.Skipped, Message = message,
            },
            cancellationToken);

    /// <summary>
    /// Ends the pipeline well. Stages that are under way are completed with it; stages that never began are skipped.
    /// </summary>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync() => CompleteAsync(CancellationToken.None);

    /// <summary>
    /// Ends the pipeline well. Stages that are under way are completed with it; stages that never began are skipped.
    /// </summary>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync(CancellationToken cancellationToken) =>
        EndAsync(PipelineStatus.Completed, null, null, cancellationToken);

    /// <summary>Ends the pipeline well, with a message.</summary>
    /// <param name="message">For people.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync(string message, CancellationToken cancellationToken) =>
        EndAsync(PipelineStatus.Completed, message, null, cancellationToken);

    /// <summary>
    /// Ends the pipeline with an error. Stages under way fail with it; stages that never began stay pending, for a
    /// retry.
    /// </summary>
    /// <param name="error">What happened and what to do.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> FailAsync(ProgressError error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return EndAsync(PipelineStatus.Failed, error.Message, error, cancellationToken);
    }

    /// <summary>
    /// Ends the pipeline because somebody asked for it. Stages that are not at their end are cancelled with it.
    /// </summary>
    /// <param name="message">For people. Default: none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> CancelAsync(
        string? message = null, CancellationToken cancellationToken = default
    ) => EndAsync(PipelineStatus.Cancelled, message, null, cancellationToken);

    /// <summary>Says that cancellation was taken note of and the work is stopping.</summary>
    /// <param name="message">For people. Default: none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> BeginCancelAsync(
        string? message = null, CancellationToken cancellationToken = default) =>
        _publisher.PipelineTransitionAsync(
            c => c with { Status = PipelineStatus.Cancelling, Message = message },
            false, cancellationToken);

    /// <summary>Stops at a checkpoint. Stages under way become interrupted and keep their progress.</summary>
    /// <param name="message">For people. Default: none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> InterruptAsync(
        string? message = null, CancellationToken cancellationToken = default
    ) => EndAsync(PipelineStatus.Interrupted, message, null, cancellationToken);

    /// <summary>
    /// Sets the pipeline going: from pending or interrupted as it is, from any end or after a lost producer with a new
    /// attempt.
    /// </summary>
    /// <param name="message">For people, for example "resumed after restart". Default: none.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> ContinueAsync(
        string? message = null, CancellationToken cancellationToken = default)
    {
        var status = _publisher.Status;
        // not interrupted by its own producer
        var wasLost = status == PipelineStatus.Interrupted && State.Error is not null;
        var newAttempt = wasLost || status is not (PipelineStatus.Pending or PipelineStatus.Interrupted);
        _publisher.Signals.Reset(wasCancelled: status == PipelineStatus.Cancelled);
        return _publisher.PipelineTransitionAsync(
            c => c with { Status = PipelineStatus.Processing, NewAttempt = newAttempt, Message = message },
            false, cancellationToken);
    }

    /// <summary>Puts the pipeline back into a queue: pending, until <see cref="ContinueAsync"/>.</summary>
    /// <param name="message">For people, for example "next attempt in 4 s". Default: none.</param>
    /// <param name="newAttempt">Whether what comes is a new attempt; false where the work only waits for its turn. From
    /// an end, and from pending or interrupted, it makes no difference. Default: true.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> RequeueAsync(
        string? message = null, bool newAttempt = true, CancellationToken cancellationToken = default)
    {
        var begins = newAttempt && _publisher.Status is not (PipelineStatus.Pending or PipelineStatus.Interrupted);
        return _publisher.PipelineTransitionAsync(
            c => c with { Status = PipelineStatus.Pending, NewAttempt = begins, Message = message },
            false, cancellationToken);
    }

    /// <summary>Records something that people should know though the work goes on.</summary>
    /// <param name="message">For people, at most 512 characters.</param>
    /// <param name="cancellationToken">Stops the waiting, not the transition.</param>
    /// <returns>What became of it.</returns>
    public ValueTask<TransitionOutcome> WarnAsync(string message, CancellationToken cancellationToken = default) =>
        _publisher.PipelineTransitionAsync(c => c with { Warning = true, Message = message }, false, cancellationToken);

    /// <summary>
    /// Asks a person and waits for the answer, whichever client gives it on whichever node: the pipeline is
    /// <see cref="PipelineStatus.Waiting"/> meanwhile. The first answer counts. A run that took over
    /// (<see cref="IProgressNotifier.ResumeAsync"/>) asks again under the same id, and goes on waiting, or gets the
    /// answer that was given meanwhile. A pipeline asks one question at a time; of several calls of a run one waits for
    /// the other.
    /// </summary>
    /// <param name="question">The question. Its id names it within the pipeline's attempt.</param>
    /// <param name="cancellationToken">Withdraws the question. Link it with <see cref="InterruptRequested"/> where
    /// interrupts are offered; <see cref="CancelRequested"/> ends the wait without that.</param>
    /// <returns>The answer; at once where it was given to an earlier producer.</returns>
    /// <exception cref="PipelineException"><c>question_expired</c>, <c>illegal_transition</c>,
    /// <c>producer_replaced</c>, <c>conflict</c> where a producer beside this one asks, <c>too_large</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or cancelling was asked for.</exception>
    public ValueTask<QuestionAnswer> AskAsync(
        PipelineQuestion question, CancellationToken cancellationToken = default) =>
        _publisher.AskAsync(question, null, cancellationToken);

    /// <summary>Leaves the run; see the class.</summary>
    /// <returns>A task that ends when the end is accepted or held.</returns>
    public ValueTask DisposeAsync() => _publisher.LeaveAsync(_startToken.IsCancellationRequested);

    /// <summary>Whether its end was said, or will be by its children.</summary>
    internal bool IsSettled => _publisher.IsSettled || State.ExpectedChildren is not null;

    /// <summary>
    /// Ends the pipeline for work that has thrown; a refusal is logged, so that it does not hide the work's own
    /// exception.
    /// </summary>
    internal ValueTask EndForAsync(PipelineStatus status, Exception? thrown = null)
    {
        if (thrown is not null) _publisher.Threw(thrown);
        if (_publisher.IsOver) return default;
        var error = status == PipelineStatus.Failed ? RunPublisher.UnhandledError : null;
        return _publisher.SayAsync(async () =>
            await EndAsync(status, error?.Message, error, CancellationToken.None).ConfigureAwait(false));
    }

    private ValueTask<TransitionOutcome> EndAsync(
        PipelineStatus status, string? message, ProgressError? error, CancellationToken cancellationToken) =>
        _publisher.PipelineTransitionAsync(
            c => c with { Status = status, EndOpenStages = true, Message = message, Error = error },
            true, cancellationToken);
}
