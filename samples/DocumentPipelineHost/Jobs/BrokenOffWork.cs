using DocumentEngine.Documents;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Decides the outcome of a pipeline whose work stopped before its end: first by the row, then by what a person
/// requested for the run, then by the host's stop. Everything else is a failure. An
/// <see cref="OperationCanceledException"/> that nobody requested is a failure like any other.
/// </summary>
public sealed class BrokenOffWork(
    PipelineStore pipelines, ControlRows rows, PipelineEnding ending, Retries retries, HostInstance instance,
    ILogger<BrokenOffWork> logger)
{
    public async Task<ExecutionResult> SettleAsync(
        PipelineRecord worker, Document document, PipelineRun run, Exception exception, CancellationToken hostStops)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(run);
        await rows.CarryOutAsync(worker.Id);
        var row = pipelines.Find(worker.Id);
        if (row is null)
            await ending.CancelAsync(run, worker.Fence); // the document was deleted
        else if (!IsWorkers(row, worker) || (run.CancelRequested.IsCancellationRequested && await IsReplacedAsync(run)))
            await LeaveAsync(worker, run);
        else if (run.CancelRequested.IsCancellationRequested)
            return await CancelAsync(worker, run);
        else if (run.InterruptRequested.IsCancellationRequested)
            await InterruptAsync(worker, run);
        else if (hostStops.IsCancellationRequested)
            return await LetGoAsync(worker);
        else
            return await FailAsync(worker, document, run, exception);
        return new ExecutionResult(false, document.Id);
    }

    /// <summary>Ends what a person cancelled: the row, then what is shown.</summary>
    public async Task<ExecutionResult> CancelAsync(PipelineRecord worker, PipelineRun run)
    {
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(run);
        await rows.CancelAsync(worker.Id);
        await ending.CancelAsync(run, worker.Fence);
        return new ExecutionResult(false, worker.DocumentId);
    }

    private bool IsWorkers(PipelineRecord row, PipelineRecord worker) =>
        row is { IsEnded: false, Status: StatusNames.Processing }
        && row.Fence == worker.Fence
        && row.Instance == instance.Id;

    /// <summary>A replaced run receives a cancel too; only its next change distinguishes the two cases.</summary>
    private static async Task<bool> IsReplacedAsync(PipelineRun run)
    {
        try
        {
            await run.BeginCancelAsync();
            return false;
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            return true;
        }
    }

    /// <summary>
    /// Shows what a person decided. Before a row is reopened its former run is taken over, so that disposing this run
    /// then shows nothing.
    /// </summary>
    private async Task LeaveAsync(PipelineRecord worker, PipelineRun run)
    {
        var row = pipelines.Find(worker.Id);
        if (row is { IsInterrupted: true } or { IsEnded: true })
            await ending.ShowAsync(run, row);
        else
            await run.DisposeAsync();
        if (row is { IsInterrupted: true })
            await pipelines.LetGoAsync(worker);
    }

    private async Task InterruptAsync(PipelineRecord worker, PipelineRun run)
    {
        if (await rows.InterruptAsync(worker.Id) is { } interrupted)
            await ending.ShowAsync(run, interrupted);
        else
            await ending.CancelAsync(run, worker.Fence); // ended meanwhile: its own end is shown
        await pipelines.LetGoAsync(worker);
    }

    /// <summary>
    /// Releases the pipeline. By its rows, the next start continues it, or another instance does at once.
    /// </summary>
    private async Task<ExecutionResult> LetGoAsync(PipelineRecord worker)
    {
        await pipelines.LetGoAsync(worker);
        return instance.IsShared ? new ExecutionResult(true, worker.DocumentId) : ExecutionResult.Nothing;
    }

    private async Task<ExecutionResult> FailAsync(
        PipelineRecord worker, Document document, PipelineRun run, Exception exception)
    {
        var problem = Failures.Classify(exception);
        Log(worker.Id, problem, exception);
        if (!problem.Transient || !await retries.TryScheduleAsync(worker, run, problem))
            await ending.FailAsync(run, worker.Fence, Failures.Describe(problem, worker.Language));
        return new ExecutionResult(false, document.Id);
    }

    private void Log(string pipelineId, Problem problem, Exception exception)
    {
        if (problem.Transient)
            logger.LogWarning(
                "Process pipeline: {PipelineId} failed with {Code} and is tried again: {Reason}", pipelineId,
                problem.Code, exception.Message);
        else if (exception is ProblemException or DocumentException)
            logger.LogInformation(
                "Process pipeline: {PipelineId} failed with {Code}: {Reason}", pipelineId, problem.Code,
                exception.Message);
        else
            logger.LogError(
                exception, "Process pipeline: {PipelineId} failed with {Code}; report this with the exception",
                pipelineId, problem.Code);
    }
}
