using System.Diagnostics.CodeAnalysis;
using DocumentEngine.Documents;
using DocumentEngine.Text;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs a pipeline's stages that are left. Promises: each run ends in an end, a retry that is due, or, when the host stops, in what the next start
/// or another instance resumes; what another instance has in hand is not touched.
/// </summary>
public sealed class PipelineExecutor(
    PipelineStore pipelines, DocumentStore documents, Resumption resumption, PipelineEnding ending, Retries retries, HostInstance instance, PipelinesInHand inHand,
    IEnumerable<IDocumentStage> stages, ILogger<PipelineExecutor> logger)
{
    private readonly Dictionary<string, IDocumentStage> _stages = stages.ToDictionary(static stage => stage.Type, StringComparer.Ordinal);

    public async Task<ExecutionResult> RunAsync(string pipelineId, CancellationToken ct)
    {
        using var hold = inHand.Take(pipelineId);
        if (pipelines.Find(pipelineId) is not { IsEnded: false, DocumentId: { } documentId } record
            || documents.Find(documentId) is not { } document
            || !await pipelines.BeginAsync(pipelineId))
            return ExecutionResult.Nothing;

        LiveRun live;
        try
        {
            live = await resumption.BeginAsync(record);
        }
        catch (PipelineException exception)
        {
            logger.LogWarning("Pipeline {PipelineId} goes back into the queue: {Reason}", pipelineId, exception.Message);
            await pipelines.LetGoAsync(pipelineId);
            return new ExecutionResult(true, documentId);
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, live.Run.CancelRequested);
        return await RunAsync(record, document, live, stop.Token, ct);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a stage throws becomes the pipeline's error.")]
    private async Task<ExecutionResult> RunAsync(PipelineRecord record, Document document, LiveRun live, CancellationToken stop, CancellationToken hostStops)
    {
        var run = live.Run;
        try
        {
            foreach (var type in record.StageTypes)
                await RunStageAsync(type, document, record.Language, live, stop);
            await ending.CompleteAsync(run);
            return new ExecutionResult(false, document.Id);
        }
        catch (OperationCanceledException) when (hostStops.IsCancellationRequested && pipelines.Find(record.Id) is { IsEnded: false })
        {
            // The host stops: the rows say where the next start goes on, or, at once, another instance.
            await pipelines.LetGoAsync(record.Id);
            return instance.IsShared ? new ExecutionResult(true, document.Id) : ExecutionResult.Nothing;
        }
        catch (Exception exception) when (exception is OperationCanceledException || pipelines.Find(record.Id) is null)
        {
            await ending.CancelAsync(run);
            return new ExecutionResult(false, document.Id);
        }
        catch (Exception exception)
        {
            return await FailAsync(record, document, run, exception);
        }
    }

    private async Task RunStageAsync(string type, Document document, string language, LiveRun live, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var run = live.Run;
        var state = run.State.FindStage(type);
        if (state?.Status is PipelineStatus.Completed or PipelineStatus.Skipped)
            return;
        var isDone = StageCatalog.IsDone(documents.Find(document.Id) ?? throw new StageStoppedException(), type);
        if (isDone && (state is null or { Status: PipelineStatus.Pending, Attempt: 0 }))
        {
            await run.SkipStageAsync(type, new LocalizedText("Done already", "此前已完成").In(language), CancellationToken.None);
            return;
        }

        var progress = live.Stage?.Id == type ? live.Stage : await run.StartStageAsync(type, CancellationToken.None);
        await pipelines.KeepStateAsync(run.State);
        if (isDone)
            await progress.CompleteAsync(CancellationToken.None);
        else
            await RunStageAsync(new StageWork(document, language, run, progress), stop);
        await pipelines.KeepStateAsync(run.State);
    }

    private async Task RunStageAsync(StageWork work, CancellationToken stop)
    {
        try
        {
            var message = await _stages[work.Progress.Id].RunAsync(work, stop);
            await work.Progress.CompleteAsync(message, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await work.Progress.FailAsync(Failures.Describe(Failures.Classify(exception), work.Language), CancellationToken.None);
            throw;
        }
    }

    private async Task<ExecutionResult> FailAsync(PipelineRecord record, Document document, PipelineRun run, Exception exception)
    {
        var problem = Failures.Classify(exception);
        if (problem.Transient)
            logger.LogWarning("Pipeline {PipelineId} failed: {Code}, {Reason}", record.Id, problem.Code, exception.Message);
        else
            logger.Log(exception is ProblemException or DocumentException ? LogLevel.Information : LogLevel.Error, exception, "Pipeline {PipelineId} failed: {Code}", record.Id, problem.Code);
        if (problem.Transient && await retries.TryScheduleAsync(record, run, problem))
            return new ExecutionResult(true, document.Id);
        await ending.FailAsync(run, Failures.Describe(problem, record.Language));
        return new ExecutionResult(false, document.Id);
    }
}
