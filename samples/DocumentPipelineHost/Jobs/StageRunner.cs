using System.Globalization;
using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs one stage to its end, within <c>Pipeline:StageTimeout</c>; a stage whose result is there already is skipped.
/// </summary>
public sealed class StageRunner(
    PipelineStore pipelines, DocumentStore documents, IEnumerable<IDocumentStage> stages,
    IOptions<PipelineOptions> options, TimeProvider time)
{
    private readonly Dictionary<string, IDocumentStage> _stages = stages.ToDictionary(
        static stage => stage.Type,
        StringComparer.Ordinal);

    public async Task RunAsync(
        string type, Document document, PipelineRecord worker, LiveRun live, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(live);
        stop.ThrowIfCancellationRequested();
        var run = live.Run;
        var state = run.State.FindStage(type);
        if (state?.Status is PipelineStatus.Completed or PipelineStatus.Skipped)
            return;
        var isAgain = worker.AgainTypes.Contains(type);
        var found = documents.Find(document.Id) ?? throw new StageStoppedException();
        var doneAt = isAgain ? null : StageCatalog.DoneAt(found, type);
        if (doneAt is { } since && (state is null or { Status: PipelineStatus.Pending, Attempt: 0 }))
        {
            await run.SkipStageAsync(type, Reused(since).In(worker.Language), CancellationToken.None);
            return;
        }

        var progress = live.Stage?.Id == type ? live.Stage : await run.StartStageAsync(type, CancellationToken.None);
        await pipelines.KeepStateAsync(run.State);
        if (doneAt is not null)
            await progress.CompleteAsync(CancellationToken.None);
        else
        {
            var work = new StageWork(document, worker.Language, run, progress, worker.Fence) { IsAgain = isAgain };
            await RunAsync(work, stop);
        }

        await pipelines.KeepStateAsync(run.State);
    }

    private async Task RunAsync(StageWork work, CancellationToken stop)
    {
        try
        {
            var message = await RunInTimeAsync(work, stop);
            await work.Progress.CompleteAsync(message, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not StageStoppedException && !stop.IsCancellationRequested)
        {
            await work.Progress.FailAsync(
                Failures.Describe(Failures.Classify(exception), work.Language), CancellationToken.None);
            throw;
        }
    }

    private async Task<string> RunInTimeAsync(StageWork work, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.Value.StageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            return await _stages[work.Progress.Id].RunAsync(work, either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw StageProblems.TookTooLong.With(options.Value.StageTimeout);
        }
    }

    private static LocalizedText Reused(DateTimeOffset since)
    {
        var day = since.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return MessageCatalog.Text("stage.reused", ("day", day));
    }
}
