using System.Diagnostics.CodeAnalysis;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs a pipeline's stages that are left. Promises: each run ends in an end, an interrupt, a retry that is due, or, when the host stops, in what the next
/// start or another instance resumes; what another worker has in hand is not touched.
/// </summary>
public sealed class PipelineExecutor(
    PipelineStore pipelines, DocumentStore documents, Resumption resumption, PipelineEnding ending, StageRunner stages, BrokenOffWork brokenOff,
    PipelinesInHand inHand, ILogger<PipelineExecutor> logger)
{
    /// <summary>Runs one turn of a pipeline.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="turn">The turn that the job is for; of an earlier one nothing is left to do.</param>
    /// <param name="ct">Cancelled when the host stops.</param>
    public async Task<ExecutionResult> RunAsync(string pipelineId, int turn, CancellationToken ct)
    {
        using var hold = inHand.Take(pipelineId);
        if (pipelines.Find(pipelineId) is not { IsEnded: false, DocumentId: { } documentId }
            || documents.Find(documentId) is not { } document
            || await pipelines.BeginAsync(pipelineId, documentId, turn) is not { } worker)
            return ExecutionResult.Nothing;

        LiveRun live;
        try
        {
            live = await resumption.BeginAsync(worker);
        }
        catch (PipelineException exception)
        {
            logger.LogWarning("Begin pipeline: {PipelineId} goes back into the queue and is tried again: {Reason}", pipelineId, exception.Message);
            await pipelines.LetGoAsync(worker);
            return new ExecutionResult(true, documentId);
        }

        return await RunAsync(worker, document, live, ct);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a stage throws becomes the pipeline's error.")]
    private async Task<ExecutionResult> RunAsync(PipelineRecord worker, Document document, LiveRun live, CancellationToken hostStops)
    {
        var run = live.Run;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hostStops, run.CancelRequested, run.InterruptRequested);
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
