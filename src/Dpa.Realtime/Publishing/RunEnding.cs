using System.Runtime.CompilerServices;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Publishing;

/// <summary>Disposing a run: an end that its producer did not report is reported for it.</summary>
internal sealed class RunEnding(RunPublisher publisher, RunState run, PublishingContext context)
{
    public static readonly ProgressError UnhandledError = new(
        ProgressErrorCodes.UnhandledError, "The work ended unexpectedly.",
        "Try again; if it happens again, ask the people who run the service to look at its log.", Retryable: true);

    private static readonly ProgressError Abandoned = new(
        ProgressErrorCodes.Abandoned, "The run was disposed before it ended.", "Start it again.", Retryable: true);

    private ConditionalWeakTable<Exception, object>? _thrown; // those that were logged; made where there is one

    /// <summary>
    /// Disposes the run, and reports its end if the producer did not. The lease is kept until all held transitions have
    /// been applied.
    /// </summary>
    public async ValueTask LeaveAsync(bool tokenCancelled)
    {
        await ReportAsync(() => EndLeftAsync(tokenCancelled)).ConfigureAwait(false);
        if (run.Leave()) publisher.Start();
        await publisher.ReleaseIfLeftAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Reports an end on behalf of work that has thrown: a refusal must not hide the original exception.
    /// </summary>
    public async ValueTask ReportAsync(Func<ValueTask> transition)
    {
        try
        {
            await transition().ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            context.Logger.RunLeftWithoutEnd(run.PipelineId, e.Code);
        }
    }

    /// <summary>
    /// What the work threw is logged once, though it passes the stage and the run, also wrapped into another.
    /// </summary>
    public void Threw(Exception exception)
    {
        lock (run.Lock)
        {
            _thrown ??= [];
            for (var each = exception; each is not null; each = each.InnerException)
                if (_thrown.TryGetValue(each, out _)) return;
            _thrown.Add(exception, this);
        }

        context.Logger.WorkThrew(run.PipelineId, exception);
    }

    private async ValueTask EndLeftAsync(bool tokenCancelled)
    {
        if (run.IsLeft || run.IsClosed || run.IsReplaced) return;
        var isCancelled = tokenCancelled || publisher.Signals.Cancel.IsCancellationRequested;
        if (run.IsJoined)
            await EndOwnStagesAsync(isCancelled).ConfigureAwait(false);
        else if (
            run.State.ExpectedChildren is not null
            || run.Status is not (PipelineStatus.Processing or PipelineStatus.Waiting or PipelineStatus.Cancelling))
            return;
        else if (isCancelled)
            await EndAsync(PipelineStatus.Cancelled, null).ConfigureAwait(false);
        else if (publisher.Signals.Interrupt.IsCancellationRequested)
            await EndAsync(PipelineStatus.Interrupted, null).ConfigureAwait(false);
        else
            await EndAsync(PipelineStatus.Failed, Abandoned).ConfigureAwait(false);
    }

    private async ValueTask EndAsync(PipelineStatus status, ProgressError? error) =>
        await publisher
            .PipelineTransitionAsync(
                c => c with { Status = status, EndOpenStages = true, Error = error, Message = error?.Message },
                true, CancellationToken.None)
            .ConfigureAwait(false);

    /// <summary>A run that joined another ends nothing but the stages that it began.</summary>
    private async ValueTask EndOwnStagesAsync(bool isCancelled)
    {
        StageSlot[] open;
        lock (run.Lock) open = [.. run.Slots.Own_NeedsLock.Where(s => !s.IsOver)];
        var status = isCancelled ? PipelineStatus.Cancelled : PipelineStatus.Failed;
        var error = isCancelled ? null : Abandoned;
        foreach (var slot in open)
            await publisher
                .StageTransitionAsync(
                    new StageChange { Id = slot.Id, Status = status, Error = error, Message = error?.Message },
                    CancellationToken.None)
                .ConfigureAwait(false);
    }
}
