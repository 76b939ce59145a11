using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>Starts or resumes a pipeline that this instance owns, wherever its work was before.</summary>
public sealed class Resumption(LiveRuns runs, PipelineStore pipelines, DocumentStore documents)
{
    /// <summary>The pipeline's run, its work begun or resumed; the caller ends one that is being cancelled.</summary>
    /// <exception cref="PipelineException">The progress service is unavailable.</exception>
    public async Task<LiveRun> BeginAsync(PipelineRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var live = await runs.TakeAsync(record.Id);
        if (live.HasBegun || live.Run.State.Status == PipelineStatus.Cancelling)
            return live;
        if (live.Run.State.Status is not (PipelineStatus.Pending or PipelineStatus.Interrupted))
            return await ContinueAsync(live.Run, record);
        await live.Run.ContinueAsync();
        if (
            live.Run.State.FindStage(StageTypes.Upload) is
            { Status: not (PipelineStatus.Completed or PipelineStatus.Skipped) })
            // stopped during the handover; according to the row, the document is stored
            await (await live.Run.StartStageAsync(StageTypes.Upload)).CompleteAsync();
        await pipelines.KeepStateAsync(live.Run.State);
        return live with { HasBegun = true };
    }

    /// <summary>
    /// Work that was under way gets its new attempt: what a crash took back, a page that was further may only be shown
    /// under a new attempt.
    /// </summary>
    public async Task<LiveRun> ContinueAsync(PipelineRun run, PipelineRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var live = new LiveRun(run) { HasBegun = true };
        if (await BeginAttemptAsync(run, record) is { } stage)
        {
            if (stage.Id == StageTypes.Upload)
                await stage.CompleteAsync(); // according to the row, the document is stored
            else
                live = live with { Stage = stage };
        }

        await pipelines.KeepStateAsync(run.State);
        return live;
    }

    /// <summary>Begins a new attempt, and one of the stage that is under way or was about to be; that stage.</summary>
    public async Task<StageRun?> BeginAttemptAsync(PipelineRun run, PipelineRecord record)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(record);
        await pipelines.AnnounceAttemptAsync(run.State);
        await NewAttempt.BeginAsync(run, record.Language);
        return await NewAttempt.BeginStageAsync(run, Next(run.State, record));
    }

    /// <summary>The stage that is to run next by its row and its document.</summary>
    private string? Next(PipelineState state, PipelineRecord record) =>
        record.DocumentId is { } id && documents.Find(id) is { } document
            ? record.StageTypes.FirstOrDefault(type => StageCatalog.IsLeft(record, document, type)
                && state.FindStage(type) is { Status: not (PipelineStatus.Completed or PipelineStatus.Skipped) })
            : null;
}
