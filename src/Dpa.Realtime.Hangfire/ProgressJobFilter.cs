using System.Collections.Concurrent;
using Dpa.Realtime.Producers;
using Hangfire;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hangfire;

/// <summary>
/// Shows each job that <c>describe</c> names as a pipeline.
/// Hangfire decides how a job ended: a failure may be a retry, so the job's next state decides, not the exception.
/// Filters are synchronous, and run on Hangfire's own workers; a failure here must not break the job.
/// </summary>
internal sealed partial class ProgressJobFilter(
    IProgressNotifier progress, IProgressReader reader, Func<PerformContext, PipelineStart?> describe, ILogger logger
) : IServerFilter, IApplyStateFilter
{
    internal const string StageItem = "Dpa.Realtime.Stage";
    private const string JobItem = "Dpa.Realtime.Job";
    private const string TriedAgain = "The job is tried again.";

    // For the state that follows a job's end; a job that was fetched twice has its newest run here.
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    public void OnPerforming(PerformingContext context)
    {
        JobProgress.Stage = null; // a worker's thread goes from job to job
        if (Wait(JobRun.TryBeginAsync(progress, reader, () => describe(context), logger)) is not { } run) return;
        var (id, storage) = (context.BackgroundJob.Id, context.Storage);
        var job = new Job(run, WorkerOf(StateOf(context)));
        _jobs[id] = job;
        context.Items[JobItem] = job;
        context.Items[StageItem] = run.Stage;
        JobProgress.Stage = run.Stage;
        run.OnCancelRequested(() => new BackgroundJobClient(storage).Delete(id));
    }

    public void OnPerformed(PerformedContext context)
    {
        JobProgress.Stage = null;
        if (!context.Items.TryGetValue(JobItem, out var item)) return;
        var (id, job) = (context.BackgroundJob.Id, (Job)item);
        // Hangfire cancels a deleted job's token as it does when it shuts down: only the job's state distinguishes the
        // two.
        var state = StateOf(context);
        var isOurs = state is null || (state.Name == ProcessingState.StateName && WorkerOf(state) == job.Worker);
        var isStopped = context.Exception is OperationCanceledException
            && context.CancellationToken.ShutdownToken.IsCancellationRequested;
        if (!isOurs) EndAs(id, job, state!.Name, context.Exception); // no further state comes from this worker
        else if (isStopped) End(id, job, run => run.RequeueAsync("The server stops; the job goes on at the next one."));
        else job.IsPerformed = true; // its next state decides how
    }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        var id = context.BackgroundJob.Id;
        if (!_jobs.TryGetValue(id, out var job) || !job.IsPerformed) return;
        EndAs(id, job, context.NewState.Name, (context.NewState as FailedState)?.Exception);
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }

    private void EndAs(string id, Job job, string state, Exception? exception)
    {
        if (state == SucceededState.StateName) End(id, job, static run => run.CompleteAsync());
        else if (state == FailedState.StateName) End(id, job, run => run.FailAsync(exception));
        else if (state == DeletedState.StateName) End(id, job, static run => run.CancelAsync());
        else End(id, job, static run => run.RequeueAsync(TriedAgain)); // Hangfire's reason quotes the exception
    }

    private void End(string id, Job job, Func<JobRun, ValueTask> end)
    {
        _jobs.TryRemove(KeyValuePair.Create(id, job));
        if (job.TryEnd()) Wait(EndAsync());

        async ValueTask<bool> EndAsync()
        {
            await end(job.Run).ConfigureAwait(false);
            return true;
        }
    }

    private StateData? StateOf(PerformContext context)
    {
        try
        {
            return context.Connection.GetStateData(context.BackgroundJob.Id);
        }
#pragma warning disable CA1031 // A storage that does not answer now is no reason to break the job.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogStateUnknown(logger, context.BackgroundJob.Id, e);
            return null;
        }
    }

    /// <summary>Which worker of all servers has the job; null if none has it.</summary>
    private static string? WorkerOf(StateData? state) =>
        state?.Data is { } data
        && data.TryGetValue("ServerId", out var server)
        && data.TryGetValue("WorkerId", out var worker)
            ? $"{server} {worker}"
            : null;

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    [LoggerMessage(
        11, LogLevel.Warning, "Read the state of job {JobId}: failed. Its pipeline waits for its next state.")]
    private static partial void LogStateUnknown(ILogger logger, string jobId, Exception exception);

    private sealed class Job(JobRun run, string? worker)
    {
        private int _isEnded;

        public JobRun Run { get; } = run;

        public string? Worker { get; } = worker;

        public volatile bool IsPerformed;

        public bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;
    }
}
