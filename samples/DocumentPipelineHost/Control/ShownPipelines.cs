using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>Brings workers and subscribers to what a person decided about a pipeline.</summary>
public sealed class ShownPipelines(
    PipelineStore pipelines, LiveRuns runs, IRunControl control, IProgressReader progress, ShownBatches batches,
    TimeProvider time)
{
    private const int TakeOvers = 5;

    private static readonly TimeSpan WorkerTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private static readonly LocalizedText Waiting = MessageCatalog.Text("stage.waiting");
    private static readonly LocalizedText Interrupted = MessageCatalog.Text("stage.interrupted");
    private static readonly LocalizedText Cancelled = MessageCatalog.Text("stage.cancelled");

    /// <summary>
    /// Asks the worker to stop, shows the status of the row where the worker does not do so within a second, and waits
    /// at most two seconds for <paramref name="isDone"/>.
    /// </summary>
    /// <param name="before">The row before the decision.</param>
    /// <param name="action">What was decided.</param>
    /// <param name="isDone">Whether the row shows that all of it is done.</param>
    /// <param name="ct">Nobody waits any longer.</param>
    /// <param name="message">What is shown with it where no worker shows it; null: the status's own text.</param>
    public async Task<ControlResult> ShowAsync(
        PipelineRecord before, PipelineControls action, Func<PipelineRecord, bool> isDone, CancellationToken ct,
        LocalizedText? message = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        var since = time.GetTimestamp();
        var isAsked = before.Instance is not null && await TryAskAsync(before.Id, action, ct);
        if (isAsked && await UntilAsync(before.Id, row => IsShown(row) && isDone(row), since, WorkerTimeout, ct))
            return await ResultAsync(before.Id, isDone: true);
        var state =
            pipelines.Find(before.Id) is { } row && Decided(row) && !IsShown(row)
                ? await TryShowAsync(before.Id, message)
                : null;
        var result = await ResultAsync(before.Id, await UntilAsync(before.Id, isDone, since, Timeout, ct));
        return result with { State = result.State ?? state };
    }

    /// <summary>
    /// Asks the worker alone: it has the row for as long as it replaces a long document's results, and does what was
    /// asked of it after that.
    /// </summary>
    public async Task<ControlResult> AskAsync(PipelineRecord before, PipelineControls action, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(before);
        await TryAskAsync(before.Id, action, ct);
        return await ResultAsync(before.Id, isDone: false);
    }

    /// <summary>Takes the pipeline over and shows the status of its row.</summary>
    public async Task<PipelineState?> ShowAsync(string id, LocalizedText? message = null)
    {
        try
        {
            return await LeaveAsync((await runs.TakeAsync(id)).Run, message);
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.NotFound)
        {
            return null; // nobody was shown it
        }
    }

    /// <summary>Takes the pipeline over: what its former worker reports from now on is refused.</summary>
    /// <exception cref="ProblemException"><c>pipeline_starting</c>: nobody was shown it yet.</exception>
    public async Task<PipelineRun> TakeOverAsync(string id)
    {
        try
        {
            return (await runs.TakeAsync(id)).Run;
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.NotFound)
        {
            throw ControlProblems.Starting.AsException(exception);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            throw HttpProblems.ProgressUnavailable.AsException(exception);
        }
    }

    /// <summary>
    /// Shows the status of the row and disposes the run. Where a worker took the run over meanwhile, and the row has
    /// another status, it is taken over again.
    /// </summary>
    public async Task<PipelineState> LeaveAsync(PipelineRun run, LocalizedText? message = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (var round = 1; ; round++)
        {
            if (await TryBringAsync(run, message) || round == TakeOvers)
                break;
            await run.DisposeAsync();
            run = (await runs.TakeAsync(run.Id)).Run;
        }

        await pipelines.KeepStateAsync(run.State);
        await run.DisposeAsync();
        if (run.State is { IsEnded: true, ParentId: { } batch })
            await batches.SettleEndAsync(batch);
        return run.State;
    }

    /// <summary>Whether subscribers see the status of the row; while a worker works on it they do.</summary>
    private static bool IsShown(PipelineRecord row) => row.StateStatus == row.Status;

    private static bool Decided(PipelineRecord row) => row.IsEnded || row.IsInterrupted;

    private async Task<bool> TryBringAsync(PipelineRun run, LocalizedText? message)
    {
        try
        {
            if (pipelines.Find(run.Id) is not { } row)
                return true;
            if (run.State.IsEnded && !row.IsEnded)
                await pipelines.AnnounceAttemptAsync(run.State);
            await ShownStatus.BringAsync(
                run, row.Status, row.Error, (message ?? Message(row.Status))?.In(row.Language));
            return true;
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            return pipelines.Find(run.Id) is not { } row || !Decided(row);
        }
    }

    /// <summary>
    /// Where the progress service is unavailable the worker finds the row changed at its next checkpoint, and a sweep
    /// shows it.
    /// </summary>
    private async Task<bool> TryAskAsync(string id, PipelineControls action, CancellationToken ct)
    {
        try
        {
            return await control.RequestAsync(id, action, null, ct);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return false;
        }
    }

    private async Task<PipelineState?> TryShowAsync(string id, LocalizedText? message)
    {
        try
        {
            return await ShowAsync(id, message);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return null;
        }
    }

    private async Task<ControlResult> ResultAsync(string id, bool isDone)
    {
        try
        {
            return new ControlResult(id, await progress.GetAsync(id), isDone);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            return new ControlResult(id, null, IsDone: false);
        }
    }

    private async Task<bool> UntilAsync(
        string id, Func<PipelineRecord, bool> holds, long since, TimeSpan timeout, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(Poll, time);
        do
        {
            if (pipelines.Find(id) is not { } row || holds(row))
                return true;
        }
        while (time.GetElapsedTime(since) < timeout && await tick.WaitForNextTickAsync(ct));
        return false;
    }

    private static LocalizedText? Message(string status) => status switch
    {
        StatusNames.Pending => Waiting,
        StatusNames.Interrupted => Interrupted,
        StatusNames.Cancelled => Cancelled,
        _ => null,
    };
}
