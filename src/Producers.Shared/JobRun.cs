using Dpa.Realtime;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Producers;

/// <summary>
/// One execution of another library's job as a run with one stage.
/// Its progress never breaks the job: if the backplane refuses, or anything else fails here, the job continues and a
/// warning gives the reason why nothing is shown.
/// </summary>
internal sealed partial class JobRun(PipelineRun run, StageRun stage, ILogger logger)
{
    private const string DefaultStage = "work";

    public StageRun Stage { get; } = stage;

    public PipelineRun Run { get; } = run;

    /// <summary>
    /// Starts the pipeline. A pipeline of the same owner that waits (a retry, a job that was requeued) is taken over
    /// and continued. A pipeline that another producer works on is left to it.
    /// </summary>
    /// <param name="progress">Where it is reported.</param>
    /// <param name="reader">Knows the owner of a live pipeline.</param>
    /// <param name="describe">What it is shown as, or null; the application's own code.</param>
    /// <param name="logger">Where a warning goes.</param>
    /// <returns>The run, or null if the job continues unseen.</returns>
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
#pragma warning disable CA1031 // Whatever fails here must not keep the job from running.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotShown(logger, start?.Id, e);
        }

        if (run is not null) await run.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <summary>
    /// Calls <paramref name="stop"/> when a subscriber asks for cancel. Not when another producer took the pipeline
    /// over: a takeover does not cancel the job.
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
#pragma warning disable CA1031 // A scheduler that does not answer: the subscriber asks again.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    LogNotStopped(logger, Run.Id, e);
                }
            },
            null);

    public ValueTask CompleteAsync() => EndAsync(static run => run.CompleteAsync());

    /// <summary>
    /// Ends it as failed. The job's own exception is logged, not shown: it may contain data that is not for users.
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

    /// <summary>Puts it back into the queue: the next execution is a new attempt.</summary>
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
            // A running pipeline has a producer; if its producer was lost, its lease fails or interrupts it.
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
#pragma warning disable CA1031 // Whatever fails here must not affect the job.
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
