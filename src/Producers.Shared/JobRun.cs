using Dpa.Realtime;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Producers;

/// <summary>
/// One execution of somebody else's job as a run with one stage. Its progress never breaks the job: where the backplane
/// refuses, or whatever else goes wrong here, the job goes on and a warning says why nothing is shown.
/// </summary>
internal sealed partial class JobRun(PipelineRun run, StageRun stage, ILogger logger)
{
    private const string DefaultStage = "work";

    public StageRun Stage { get; } = stage;

    public PipelineRun Run { get; } = run;

    /// <summary>
    /// Starts the pipeline; one of the same owner that waits (a retry, a job that was handed back) is taken over and
    /// continued. One that another producer works on is left to it.
    /// </summary>
    /// <param name="progress">Where it is reported.</param>
    /// <param name="reader">Says who has a pipeline that is live.</param>
    /// <param name="describe">What it is shown as, or null; the application's own code.</param>
    /// <param name="logger">Where a warning goes.</param>
    /// <returns>The run, or null where the job goes on unseen.</returns>
    public static async ValueTask<JobRun?> TryBeginAsync(
        IProgressNotifier progress, IProgressReader reader, Func<PipelineStart?> describe, ILogger logger)
    {
        PipelineStart? start = null;
        PipelineRun? run = null;
        try
        {
            start = describe();
            if (start is null) return null;
            run = await StartOrTakeOverAsync(progress, reader, start).ConfigureAwait(false);
            var stage = await run.StartStageAsync(start.Stages is [var first, ..] ? first.Id : DefaultStage)
                .ConfigureAwait(false);
            return new JobRun(run, stage, logger);
        }
#pragma warning disable CA1031 // Whatever goes wrong here, it is no reason for the job not to run.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotShown(logger, start?.Id, e);
        }

        if (run is not null) await run.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>
    /// Calls <paramref name="stop"/> when a watcher asks for cancel; not when another producer took the pipeline over,
    /// which says nothing about the job.
    /// </summary>
    public void OnCancelRequested(Action stop) =>
        Run.CancelRequested.UnsafeRegister(
            _ =>
            {
                if (Run.IsReplaced) return;
                try
                {
                    stop();
                }
#pragma warning disable CA1031 // A scheduler that does not answer: the watcher asks again.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    LogNotStopped(logger, Run.Id, e);
                }
            },
            null);

    public ValueTask CompleteAsync() => EndAsync(static run => run.CompleteAsync());

    /// <summary>
    /// Ends it as failed. The job's own exception is logged, not shown: it may hold what is not for users.
    /// </summary>
    public ValueTask FailAsync(Exception? exception)
    {
        if (exception is not null)
            LogFailed(logger, Run.Id, exception);
        return EndAsync(static run =>
            run.FailAsync(
                new ProgressError(
                    "job_failed", "The job failed.", "Try again; if it fails again, look at the service's log.",
                    Retryable: true)));
    }

    public ValueTask CancelAsync() => EndAsync(static run => run.CancelAsync());

    /// <summary>Puts it back into the queue: what comes next is a new attempt.</summary>
    public ValueTask RequeueAsync(string message) => EndAsync(run => run.RequeueAsync(message));

    private static async ValueTask<PipelineRun> StartOrTakeOverAsync(
        IProgressNotifier progress, IProgressReader reader, PipelineStart start)
    {
        try
        {
            return await progress.StartAsync(start).ConfigureAwait(false);
        }
        catch (PipelineException e) when (e.Code == ProgressErrorCodes.AlreadyLive)
        {
            // A pipeline under way has a producer; one whose producer was lost fails or is interrupted by its lease.
            var live = await reader.GetAsync(start.Id).ConfigureAwait(false);
            var isOurs =
                live is { Status: PipelineStatus.Pending or PipelineStatus.Interrupted }
                && string.Equals(live.Owner, start.Owner, StringComparison.Ordinal);
            if (!isOurs) throw;
            var run = await progress.ResumeAsync(start.Id).ConfigureAwait(false);
            await run.ContinueAsync().ConfigureAwait(false);
            return run;
        }
    }

    private async ValueTask EndAsync(Func<PipelineRun, ValueTask<TransitionOutcome>> end)
    {
        try
        {
            await using var leaving = Run.ConfigureAwait(false);
            await end(Run).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever goes wrong here, it is nothing of the job's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotShown(logger, Run.Id, e);
        }
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "Report job as pipeline {PipelineId}: refused, the job goes on unseen. Check its id, its owner and the "
            + "backplane."
    )]
    private static partial void LogNotShown(ILogger logger, string? pipelineId, Exception exception);

    [LoggerMessage(
        3, LogLevel.Warning, "Cancel pipeline {PipelineId}: its job could not be stopped. Cancel it again.")]
    private static partial void LogNotStopped(ILogger logger, string pipelineId, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "End pipeline {PipelineId}: its job failed")]
    private static partial void LogFailed(ILogger logger, string pipelineId, Exception exception);
}
