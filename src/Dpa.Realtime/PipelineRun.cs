using Dpa.Realtime.Publishing;

namespace Dpa.Realtime;

/// <summary>
/// The producer's side of one pipeline. Safe to use from several threads. A transition's call returns when the
/// backplane has accepted it. If the backplane does not answer within 2 s, the call returns
/// <see cref="TransitionOutcome.Held"/>, and the transition is applied, in order, when the backplane is reachable
/// again. Dispose the run when the work is over: a run that is disposed before it ended is marked cancelled (its token
/// or a subscriber requested it) or failed; it never stays in processing.
/// </summary>
public sealed partial class PipelineRun : IAsyncDisposable
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
    /// Whether another producer took the pipeline over. This run detects it by a refusal; none of its reports is
    /// accepted any more. Set before <see cref="CancelRequested"/>, which alone does not give the cause.
    /// </summary>
    public bool IsReplaced => _publisher.IsReplaced;

    /// <summary>
    /// Cancelled when a subscriber requests cancel, or when another producer replaced this one. Pass it on to the work,
    /// linked with the application's own. A new token when <see cref="ContinueAsync"/> continues a cancelled pipeline.
    /// </summary>
    public CancellationToken CancelRequested => _publisher.Signals.Cancel;

    /// <summary>
    /// Cancelled when a subscriber requests an interrupt: stop at the next checkpoint and call
    /// <see cref="InterruptAsync"/>. A new token after <see cref="ContinueAsync"/>.
    /// </summary>
    public CancellationToken InterruptRequested => _publisher.Signals.Interrupt;

    /// <summary>
    /// Cancelled when a subscriber requests a resume, for a run that stays in memory while interrupted. A new token
    /// after <see cref="ContinueAsync"/>. Where this property was never read, the request goes to
    /// <see cref="IPipelineControlHandler"/>.
    /// </summary>
    public CancellationToken ResumeRequested => _publisher.Signals.Resume;

    /// <summary>
    /// Begins a stage. A stage that was interrupted goes on with its progress; one that is under way (its producer was
    /// lost) gets a new attempt and keeps its progress; one that ended gets a new attempt from 0.
    /// </summary>
    /// <param name="stageId">The stage's type; one that was not declared at the start is added at the end with weight
    /// 1.</param>
    /// <param name="cancellationToken">When it is cancelled and the stage is disposed before it ended, the stage is
    /// marked cancelled.</param>
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
    /// other exception, which is rethrown).
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
    /// <param name="message">A human-readable reason. Default: none.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> SkipStageAsync(
        string stageId, string? message = null, CancellationToken cancellationToken = default) =>
        _publisher.StageTransitionAsync(
            new StageChange
            {
                Id = stageId, Status = PipelineStatus.Skipped, Message = message,
            },
            cancellationToken);

    /// <summary>Records a warning; the work continues.</summary>
    /// <param name="message">A human-readable message, at most 512 characters.</param>
    /// <param name="cancellationToken">Cancels the wait only; the transition still completes.</param>
    /// <returns>The outcome.</returns>
    public ValueTask<TransitionOutcome> WarnAsync(string message, CancellationToken cancellationToken = default) =>
        _publisher.PipelineTransitionAsync(c => c with { Warning = true, Message = message }, false, cancellationToken);

    /// <summary>
    /// Sets and removes attributes while the work goes on, for example how many pages a document turned out to have.
    /// They are part of the state for every client; each change of them sends the whole state, so they are for what
    /// seldom changes, and a stage's units are for what moves.
    /// </summary>
    /// <param name="attributes">By name; a null value removes the attribute, and those not named stay. Together with
    /// these there are at most 16, with 4 KiB of UTF-8 in all; a name must not be one of the protocol's fields.</param>
    /// <param name="cancellationToken">Cancels the wait only; the change is still made.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="ArgumentException">A name or a value breaks a bound; the message names it.</exception>
    /// <exception cref="PipelineException"><c>too_large</c> with those that are there; <c>illegal_transition</c> after
    /// the end; <c>producer_replaced</c>.</exception>
    public ValueTask<TransitionOutcome> SetAttributesAsync(
        IReadOnlyDictionary<string, string?> attributes, CancellationToken cancellationToken = default)
    {
        var changes = AttributeRules.Checked(attributes);
        return _publisher.PipelineTransitionAsync(c => c with { Attributes = changes }, false, cancellationToken);
    }

    /// <summary>
    /// Gives the time that the whole pipeline still needs, until the next call or the next change of its status. The
    /// library estimates its stages alone. Each change of it sends the whole state: a few a minute are enough.
    /// </summary>
    /// <param name="left">The time that is left.</param>
    /// <param name="low">The lower end of the range in which that probably lies. Default: no range.</param>
    /// <param name="high">The upper end. Default: no range; one end without the other is none. Each is moved so that
    /// the range holds <paramref name="left"/>, and nothing is below zero.</param>
    /// <param name="cancellationToken">Cancels the wait only; the change is still made.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="PipelineException"><c>illegal_transition</c> after the end;
    /// <c>producer_replaced</c>.</exception>
    public ValueTask<TransitionOutcome> SetEtaAsync(
        TimeSpan left, TimeSpan? low = null, TimeSpan? high = null, CancellationToken cancellationToken = default) =>
        _publisher.PipelineTransitionAsync(
            c => c with { Eta = left, EtaLow = low, EtaHigh = high }, false, cancellationToken);

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

    /// <summary>Whether its end was reported, or will be decided by its children.</summary>
    internal bool IsSettled => _publisher.IsSettled || State.ExpectedChildren is not null;

    /// <summary>
    /// Ends the pipeline for work that has thrown; a refusal is logged, so that it does not hide the work's own
    /// exception.
    /// </summary>
    internal ValueTask EndForAsync(PipelineStatus status, Exception? thrown = null)
    {
        if (thrown is not null) _publisher.Threw(thrown);
        if (_publisher.IsOver) return default;
        var error = status == PipelineStatus.Failed ? RunEnding.UnhandledError : null;
        return _publisher.ReportEndAsync(async () =>
            await EndAsync(status, error?.Message, error, CancellationToken.None).ConfigureAwait(false));
    }
}
