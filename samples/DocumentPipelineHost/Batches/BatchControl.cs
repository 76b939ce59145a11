using System.Data.Common;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// Interrupts, resumes, cancels and retries batches. The rows of the batch and of all its files change at once; what is
/// shown follows, a few files at a time, for at most two seconds before the answer. A file whose row a worker keeps,
/// while it replaces a long document's results, is stopped when that is done; the others are not held up by it. While
/// the progress service is unavailable batches are interrupted and cancelled all the same, and a sweep shows it; what
/// begins work again is refused, with nothing changed.
/// </summary>
internal sealed class BatchControl(
    BatchControlRows rows, ShownBatches batches, ShownPipelines shown, PipelineControl control, LateDecisions late,
    PipelineJobs jobs, ILogger<BatchControl> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly ParallelOptions FewAtATime = new()
    {
        MaxDegreeOfParallelism = 4, TaskScheduler = DatabaseThreads.Shared,
    };

    /// <summary>Whether all of it is shown already; otherwise it follows.</summary>
    public async Task<bool> InterruptAsync(string id)
    {
        var (stopped, busy) = await DecideAsync(leavesBusy => rows.InterruptAsync(id, leavesBusy));
        var isShown = await InTimeAsync(id, async () =>
        {
            var shows = await TryAsync(() => batches.ShowAsync(id));
            await AskAsync(busy, PipelineControls.Interrupt);
            await Parallel.ForEachAsync(stopped, FewAtATime, async (child, ct) =>
                await shown.ShowAsync(
                    child, PipelineControls.Interrupt,
                    static row => row is { IsInterrupted: true, Instance: null } || row.IsEnded,
                    ct));
            return shows;
        });
        return isShown && busy.Count == 0;
    }

    /// <inheritdoc cref="InterruptAsync"/>
    public async Task<bool> ResumeAsync(string id)
    {
        await batches.RestoreAsync(id); // or it is refused
        var interrupted = await rows.ResumeAsync(id);
        return await InTimeAsync(id, async () =>
        {
            var shows = await TryAsync(() => batches.ShowAsync(id));
            await Parallel.ForEachAsync(interrupted, FewAtATime, async (child, _) =>
                await TryResumeAsync(child.Id));
            return shows;
        });
    }

    /// <inheritdoc cref="InterruptAsync"/>
    public async Task<bool> CancelAsync(string id)
    {
        var (cancelled, busy) = await DecideAsync(leavesBusy => rows.CancelAsync(id, leavesBusy));
        var isShown = await InTimeAsync(id, async () =>
        {
            var shows = await TryAsync(() => batches.BeginCancelAsync(id));
            await AskAsync(busy, PipelineControls.Cancel);
            await Parallel.ForEachAsync(cancelled, FewAtATime, async (child, ct) => await shown.ShowAsync(
                child, PipelineControls.Cancel, static row => row.StateStatus == StatusNames.Cancelled, ct));
            if (busy.Count == 0) // otherwise with the last of them
                shows &= await TryAsync(() => batches.ShowAsync(id));
            return shows;
        });
        return isShown && busy.Count == 0;
    }

    /// <inheritdoc cref="InterruptAsync"/>
    public async Task<bool> RetryAsync(string id)
    {
        await batches.RestoreAsync(id); // or it is refused
        var reopened = await rows.RetryAsync(id);
        return await InTimeAsync(id, async () =>
        {
            var shows = await TryAsync(() => batches.ShowAsync(id));
            await Parallel.ForEachAsync(reopened, FewAtATime, async (child, _) =>
                await TryAsync(() => shown.ShowAsync(child.Id)));
            // after all are shown as waiting, so that the parent does not end with the first
            foreach (var child in reopened)
                await jobs.EnqueueNextAsync(child.DocumentId!);
            return shows;
        });
    }

    private async Task<BatchDecision> DecideAsync(Func<bool, Task<BatchDecision>> decide)
    {
        try
        {
            return await decide(false);
        }
        catch (DbException exception) when (DatabaseFailures.IsRowBusy(exception))
        {
            var decision = await decide(true);
            foreach (var child in decision.Busy)
                late.Begin(child.Id);
            return decision;
        }
    }

    private async Task AskAsync(IReadOnlyList<PipelineRecord> busy, PipelineControls action)
    {
        foreach (var child in busy)
            await shown.AskAsync(child, action, CancellationToken.None);
    }

    /// <summary>Whether it is shown; otherwise a sweep shows the rows as they are.</summary>
    private static async Task<bool> TryAsync(Func<Task> show)
    {
        try
        {
            await show();
            return true;
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return false;
        }
    }

    private async Task TryResumeAsync(string id)
    {
        try
        {
            await control.ResumeAsync(id);
        }
        catch (ProblemException)
        {
            // A person has resumed or cancelled this file meanwhile.
        }
    }

    private async Task<bool> InTimeAsync(string id, Func<Task<bool>> work)
    {
        var shows = DatabaseThreads.Shared.RunAsync(work);
        try
        {
            return await shows.WaitAsync(Timeout);
        }
        catch (TimeoutException) when (!shows.IsFaulted)
        {
            _ = shows.ContinueWith(
                failed =>
                    logger.LogError(
                        failed.Exception, "Show batch: {BatchId} is shown by the next sweep; nothing needs to be done",
                        id),
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }
    }
}
