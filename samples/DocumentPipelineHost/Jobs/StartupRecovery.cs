using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Parsing;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Runs before the server listens and before the jobs start. Promises: pipelines that have no end are restored, so that a page that comes back
/// finds them; what a crash left between a row's end and its watchers is told; what uploads left behind is gone.
/// </summary>
internal sealed class StartupRecovery(
    HostDatabase database, WorkFiles files, DocumentStore documents, PipelineStore pipelines, IdempotencyStore calls, LiveRuns runs,
    PipelineEnding ending, UploadPipelines uploads, IProgressNotifier progress, ILogger<StartupRecovery> logger) : IHostedService
{
    private static readonly LocalizedText Resumed = new("Resumed after restart", "重启后继续处理");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        database.Prepare();
        files.Sweep();
        await calls.ReleaseAllAsync();
        var left = pipelines.Unsettled();
        foreach (var record in left)
            await RecoverAsync(record);
        if (left.Count > 0)
            logger.LogInformation("Recovered {Count} pipelines", left.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RecoverAsync(PipelineRecord record)
    {
        if (record is { IsEnded: false, DocumentId: null })
            await EndBrokenUploadAsync(record);
        else if (record.State is not null)
            await RestoreAsync(record);
        else if (!record.IsEnded && documents.Find(record.DocumentId!) is { } document)
            await uploads.StartAsync(record, document, uploaded: true);
    }

    private async Task RestoreAsync(PipelineRecord record)
    {
        var run = await progress.ResumeAsync(record.Id);
        if (record.IsEnded)
            await ending.TellAsync(run, record);
        else
            runs.Put(await ContinueAsync(run, record.Language));
    }

    /// <summary>
    /// Work that was under way gets its new attempt now: what the crash took back, a page that was further may only be shown under a new attempt.
    /// </summary>
    private async Task<LiveRun> ContinueAsync(PipelineRun run, string language)
    {
        if (run.State.Status == PipelineStatus.Pending)
            return new LiveRun(run);
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

    /// <summary>The process died while the file was coming in.</summary>
    private async Task EndBrokenUploadAsync(PipelineRecord record)
    {
        var error = Failures.Describe(DocumentProblems.UploadAborted, record.Language);
        if (record.State is null)
            await uploads.FailUnkeptAsync(record, error);
        else
            await ending.FailAsync(await progress.ResumeAsync(record.Id), error);
    }
}
