using Dpa.Realtime.Publishing;

namespace Dpa.Realtime;

/// <content>Moves of the whole pipeline: its ends, an interrupt, and how it goes on.</content>
public sealed partial class PipelineRun
{
    /// <summary>
    /// Completes the pipeline. Stages that are under way are completed with it; stages that never began are skipped.
    /// </summary>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync() => CompleteAsync(CancellationToken.None);

    /// <summary>
    /// Completes the pipeline. Stages that are under way are completed with it; stages that never began are skipped.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync(CancellationToken cancellationToken) =>
        EndAsync(PipelineStatus.Completed, null, null, cancellationToken);

    /// <summary>Completes the pipeline, with a message.</summary>
    /// <param name="message">A human-readable message.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync(string message) => CompleteAsync(message, CancellationToken.None);

    /// <summary>Completes the pipeline, with a message.</summary>
    /// <param name="message">A human-readable message.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> CompleteAsync(string message, CancellationToken cancellationToken) =>
        EndAsync(PipelineStatus.Completed, message, null, cancellationToken);

    /// <summary>
    /// Completes the pipeline, with what it made or where that is. The result's text, if it has one,
    /// is the message too.
    /// </summary>
    /// <param name="result">Part of the state until a new attempt begins.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException">The result breaks a bound; the message names it.</exception>
    public ValueTask<TransitionOutcome> CompleteAsync(PipelineResult result) =>
        CompleteAsync(result, CancellationToken.None);

    /// <inheritdoc cref="CompleteAsync(PipelineResult)"/>
    /// <param name="result">Part of the state until a new attempt begins.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    public ValueTask<TransitionOutcome> CompleteAsync(PipelineResult result, CancellationToken cancellationToken)
    {
        AttributeRules.Check(result);
        return EndAsync(PipelineStatus.Completed, result.Text, null, cancellationToken, result);
    }

    /// <summary>
    /// Ends the pipeline with an error. Stages under way fail with it; stages that never began stay pending, for a
    /// retry.
    /// </summary>
    /// <param name="error">What happened and what to do.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> FailAsync(ProgressError error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return EndAsync(PipelineStatus.Failed, error.Message, error, cancellationToken);
    }

    /// <summary>
    /// Cancels the pipeline because somebody requested it. Stages that have not ended are cancelled with it.
    /// </summary>
    /// <param name="message">A human-readable message. Default: none.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> CancelAsync(
        string? message = null, CancellationToken cancellationToken = default
    ) => EndAsync(PipelineStatus.Cancelled, message, null, cancellationToken);

    /// <summary>Reports that the cancel request was received and the work is stopping.</summary>
    /// <param name="message">A human-readable message. Default: none.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> BeginCancelAsync(
        string? message = null, CancellationToken cancellationToken = default) =>
        _publisher.PipelineTransitionAsync(
            c => c with { Status = PipelineStatus.Cancelling, Message = message },
            false, cancellationToken);

    /// <summary>Stops at a checkpoint. Stages under way become interrupted and keep their progress.</summary>
    /// <param name="message">A human-readable message. Default: none.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> InterruptAsync(
        string? message = null, CancellationToken cancellationToken = default
    ) => EndAsync(PipelineStatus.Interrupted, message, null, cancellationToken);

    /// <summary>
    /// Sets the pipeline to processing. A pending or interrupted one continues as it is; one that ended or lost its
    /// producer gets a new attempt.
    /// </summary>
    /// <param name="message">A human-readable message, for example "resumed after restart". Default: none.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
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
    /// <param name="message">A human-readable message, for example "next attempt in 4 s". Default: none.</param>
    /// <param name="newAttempt">Whether a new attempt follows; false where the work only waits for its turn. It makes
    /// no difference for a pipeline that has ended, is pending or is interrupted. Default: true.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> RequeueAsync(
        string? message = null, bool newAttempt = true, CancellationToken cancellationToken = default)
    {
        var begins = newAttempt && _publisher.Status is not (PipelineStatus.Pending or PipelineStatus.Interrupted);
        return _publisher.PipelineTransitionAsync(
            c => c with { Status = PipelineStatus.Pending, NewAttempt = begins, Message = message },
            false, cancellationToken);
    }

    private ValueTask<TransitionOutcome> EndAsync(
        PipelineStatus status, string? message, ProgressError? error, CancellationToken cancellationToken,
        PipelineResult? result = null) =>
        _publisher.PipelineTransitionAsync(
            c => c with { Status = status, EndOpenStages = true, Message = message, Error = error, Result = result },
            true, cancellationToken);
}
