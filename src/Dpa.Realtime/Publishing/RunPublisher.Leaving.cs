using System.Runtime.CompilerServices;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <content>Disposing a run: an end that its producer did not report is reported for it.</content>
internal sealed partial class RunPublisher
{
    internal static readonly ProgressError UnhandledError = new(
        ProgressErrorCodes.UnhandledError, "The work ended unexpectedly.",
        "Try again; if it happens again, ask the people who run the service to look at its log.", Retryable: true);
    internal static readonly ProgressError Abandoned = new(
        ProgressErrorCodes.Abandoned, "The work was left without an end.", "Start it again.", Retryable: true);

    private ConditionalWeakTable<Exception, object>? _thrown; // those that were logged; made where there is one
    private bool _isLeft;
    private bool _isReleased;

    /// <summary>
    /// Disposes the run, and reports its end if the producer did not. The lease is kept until all held transitions have
    /// been applied.
    /// </summary>
    public async ValueTask LeaveAsync(bool tokenCancelled)
    {
        await SayAsync(() => EndLeftAsync(tokenCancelled)).ConfigureAwait(false);
        bool isWithdrawn;
        lock (_lock)
        {
            isWithdrawn = !_isLeft && LeaveQuestion();
            _isLeft = true;
        }

        if (isWithdrawn) Start();
        await ReleaseIfLeftAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Reports an end on behalf of work that has thrown: a refusal must not hide the original exception.
    /// </summary>
    public async ValueTask SayAsync(Func<ValueTask> transition)
    {
        try
        {
            await transition().ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            _context.Logger.RunLeftWithoutEnd(PipelineId, e.Code);
        }
    }

    /// <summary>
    /// What the work threw is logged once, though it passes the stage and the run, also wrapped into another.
    /// </summary>
    public void Threw(Exception exception)
    {
        lock (_lock)
        {
            _thrown ??= [];
            for (var each = exception; each is not null; each = each.InnerException)
                if (_thrown.TryGetValue(each, out _)) return;
            _thrown.Add(exception, this);
        }

        _context.Logger.WorkThrew(PipelineId, exception);
    }

    private async ValueTask EndLeftAsync(bool tokenCancelled)
    {
        if (_isLeft || _isClosed || _isReplaced) return;
        var isCancelled = tokenCancelled || Signals.Cancel.IsCancellationRequested;
        if (_isJoined)
            await EndOwnStagesAsync(isCancelled).ConfigureAwait(false);
        else if (
            State.ExpectedChildren is not null
            || Status is not (PipelineStatus.Processing or PipelineStatus.Waiting or PipelineStatus.Cancelling))
            return;
        else if (isCancelled)
            await EndAsync(PipelineStatus.Cancelled, null).ConfigureAwait(false);
        else if (Signals.Interrupt.IsCancellationRequested)
            await EndAsync(PipelineStatus.Interrupted, null).ConfigureAwait(false);
        else
            await EndAsync(PipelineStatus.Failed, Abandoned).ConfigureAwait(false);
    }

    private async ValueTask EndAsync(PipelineStatus status, ProgressError? error) =>
        await PipelineTransitionAsync(
                c => c with { Status = status, EndOpenStages = true, Error = error, Message = error?.Message },
                true, CancellationToken.None)
            .ConfigureAwait(false);

    /// <summary>A run that joined another ends nothing but the stages that it began.</summary>
    private async ValueTask EndOwnStagesAsync(bool isCancelled)
    {
        StageSlot[] open;
        lock (_lock) open = [.. _slots.Values.Where(s => !s.IsOver && s.IsOwn)];
        var status = isCancelled ? PipelineStatus.Cancelled : PipelineStatus.Failed;
        var error = isCancelled ? null : Abandoned;
        foreach (var slot in open)
            await StageTransitionAsync(
                    new StageChange
                    {
                        Id = slot.Id, Status = status, Error = error, Message = error?.Message,
                    },
                    CancellationToken.None)
                .ConfigureAwait(false);
    }

    /// <summary>
    /// The last step: on the disposing thread where nothing is held, otherwise at the end of the loop.
    /// </summary>
    private async ValueTask ReleaseIfLeftAsync()
    {
        lock (_lock)
        {
            if (!_isLeft || _isReleased || _wake.IsRunning) return;
            _isReleased = true;
        }

        _context.Runs.Remove(this);
        try
        {
            await _backplane.ReleaseAsync(PipelineId, Token, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            // The lease then ends by itself.
            _context.Logger.RunLeftWithoutEnd(PipelineId, e.Code);
        }
    }
}
