using DocumentEngine.Text;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Stages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>Sets a pipeline going that this instance has in hand, wherever its work was before.</summary>
public sealed class Resumption(LiveRuns runs, PipelineStore pipelines)
{
    private static readonly LocalizedText Resumed = new("Resumed after restart", "重启后继续处理");

    /// <summary>The pipeline's run, its work begun or begun again.</summary>
    /// <exception cref="PipelineException">The progress service is away.</exception>
    public async Task<LiveRun> BeginAsync(PipelineRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var live = await runs.TakeAsync(record.Id);
        if (live.HasBegun)
            return live;
        if (live.Run.State.Status != PipelineStatus.Pending)
            return await ContinueAsync(live.Run, record.Language);
        await live.Run.ContinueAsync();
        if (live.Run.State.FindStage(StageTypes.Upload) is { Status: not (PipelineStatus.Completed or PipelineStatus.Skipped) })
            await (await live.Run.StartStageAsync(StageTypes.Upload)).CompleteAsync(); // stopped while it was handed over; the row says that the document is stored
        await pipelines.KeepStateAsync(live.Run.State);
        return live with { HasBegun = true };
    }

    /// <summary>
    /// Work that was under way gets its new attempt: what a crash took back, a page that was further may only be shown under a new attempt.
    /// </summary>
    public async Task<LiveRun> ContinueAsync(PipelineRun run, string language)
    {
        ArgumentNullException.ThrowIfNull(run);
        await run.ContinueAsync(Resumed.In(language));
        var live = new LiveRun(run) { HasBegun = true };
        if (run.State.Stages.FirstOrDefault(static stage => stage.Status == PipelineStatus.Processing) is { } open)
        {
            var stage = await run.StartStageAsync(open.Id);
            if (open.Id == StageTypes.Upload)
                await stage.CompleteAsync(); // the row says that the document is stored
            else
                live = live with { Stage = stage };
        }

        await pipelines.KeepStateAsync(run.State);
        return live;
    }
}
