using System.Runtime.CompilerServices;
using Dpa.Realtime.Producers;
using Microsoft.Extensions.Logging;
using Quartz;
using Quartz.Extensibility;

namespace Dpa.Realtime.Quartz;

/// <summary>Shows each firing that <c>describe</c> names as a pipeline, from what Quartz reports to its
/// listeners.</summary>
internal sealed class ProgressJobListener(
    IProgressNotifier progress, IProgressReader reader, Func<IJobExecutionContext, PipelineStart?> describe,
    ILogger<ProgressJobListener> logger
) : IJobListener
{
    private static readonly ConditionalWeakTable<IJobExecutionContext, JobRun> Runs = [];

    public string Name => "Dpa.Realtime";

    public static StageRun? StageOf(IJobExecutionContext context) =>
        Runs.TryGetValue(context, out var run) ? run.Stage : null;

    public async ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var run = await JobRun.TryBeginAsync(progress, reader, () => describe(context), logger).ConfigureAwait(false);
        if (run is null) return;
        Runs.AddOrUpdate(context, run);
        var (scheduler, firing) = (context.Scheduler, context.FireInstanceId);
        run.OnCancelRequested(() => _ = scheduler.InterruptFireInstance(firing).AsTask());
    }

    public ValueTask JobProgressChanged(
        IJobExecutionContext context, FireInstanceProgress progress, CancellationToken cancellationToken = default)
    {
        if (StageOf(context) is not { } stage) return default;
        if (progress.Message is { } message) stage.Report(progress.Percent, message);
        else stage.Report((double)progress.Percent);
        return default;
    }

    public async ValueTask JobWasExecuted(
        IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default
    )
    {
        if (!Runs.TryGetValue(context, out var run)) return;
        Runs.Remove(context);
        if (context.RetryScheduled && HasIdOfItsOwn(context, run))
            await run.RequeueAsync("The job failed and is tried again.").ConfigureAwait(false);
        else if (context.Outcome == ExecutionOutcome.Cancelled)
            await StoppedAsync(context, run).ConfigureAwait(false);
        else if (context.Outcome == ExecutionOutcome.Failed || context.RetryScheduled || jobException is not null)
            await run.FailAsync(jobException).ConfigureAwait(false);
        else
            await run.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the next firing of this job has the same pipeline. With the firing's own id no other firing would
    /// continue it.
    /// </summary>
    private static bool HasIdOfItsOwn(IJobExecutionContext context, JobRun run) =>
        !string.Equals(run.Run.Id, context.FireInstanceId, StringComparison.Ordinal);

    /// <summary>
    /// A subscriber or an operator stopped it. A scheduler that shuts down passes a job that requests recovery on to
    /// the next scheduler.
    /// </summary>
    private static async ValueTask StoppedAsync(IJobExecutionContext context, JobRun run)
    {
        var isHandedBack =
            context.Scheduler.Status == SchedulerStatus.ShuttingDown
            && context.JobDetail.RequestsRecovery
            && !run.Run.CancelRequested.IsCancellationRequested
            && HasIdOfItsOwn(context, run);
        if (isHandedBack)
            await run.RequeueAsync("The server stops; the job goes on at the next one.").ConfigureAwait(false);
        else
            await run.CancelAsync().ConfigureAwait(false);
    }
}
