using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs the remaining stages of a pipeline. Promises: each run leads to an end, an interrupt, a scheduled retry, or,
/// when the host stops, to a state that the next start or another instance resumes; a pipeline that another worker owns
/// is not touched.
/// </summary>
public sealed class PipelineExecutor(
    WaitingPipelines waiting, PipelineStore pipelines, DocumentStore documents, Resumption resumption,
    PipelineEnding ending, StageRunner stages, BrokenOffWork brokenOff, PipelinesAtWork atWork,
    ILogger<PipelineExecutor> logger)
{
    /// <summary>Pipelines that others took between the question whose turn it is and the answer.</summary>
    private const int MostTries = 100;

    private int _running;

    /// <summary>How many pipelines this instance runs now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Runs the pipeline whose turn it is.</summary>
    /// <param name="ct">Cancelled when the host stops.</param>
    public async Task<ExecutionResult> RunNextAsync(CancellationToken ct)
    {
        for (var tries = 0; tries < MostTries && waiting.Next() is var (id, documentId); tries++)
        {
            using var hold = atWork.Take(id);
            if (documents.Find(documentId) is { } document && await pipelines.BeginAsync(id, documentId) is { } worker)
                return await CountedAsync(() => BeginAsync(worker, document, ct));
        }

        return ExecutionResult.Nothing;
    }

    private async Task<ExecutionResult> CountedAsync(Func<Task<ExecutionResult>> run)
    {
        Interlocked.Increment(ref _running);
        try
        {
            return await run();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task<ExecutionResult> BeginAsync(PipelineRecord worker, Document document, CancellationToken ct)
    {
        LiveRun live;
        try
        {
            live = await resumption.BeginAsync(worker);
        }
        catch (PipelineException exception)
        {
            logger.LogWarning(
                "Begin pipeline: {PipelineId} goes back into the queue and is tried again: {Reason}", worker.Id,
                exception.Message);
            await pipelines.LetGoAsync(worker);
            return new ExecutionResult(true, document.Id);
        }

        return live.Run.State.Status == PipelineStatus.Cancelling
            ? await brokenOff.CancelAsync(worker, live.Run) // its process ended before the row was updated
            : await RunAsync(worker, document, live, ct);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a stage throws becomes the pipeline's error.")]
    private async Task<ExecutionResult> RunAsync(
        PipelineRecord worker, Document document, LiveRun live, CancellationToken hostStops)
    {
        var run = live.Run;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            hostStops, run.CancelRequested, run.InterruptRequested);
        try
        {
            foreach (var type in worker.StageTypes)
                await stages.RunAsync(type, document, worker, live, stop.Token);
            stop.Token.ThrowIfCancellationRequested();
            await ending.CompleteAsync(run, worker.Fence);
            return new ExecutionResult(false, document.Id);
        }
        catch (Exception exception)
        {
            return await brokenOff.SettleAsync(worker, document, run, exception, hostStops);
        }
    }
}
