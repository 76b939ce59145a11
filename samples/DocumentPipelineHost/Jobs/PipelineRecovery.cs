using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Tus;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>Repairs what a dead process left of a pipeline that this instance owns now.</summary>
internal sealed class PipelineRecovery(
    DocumentStore documents, PipelineStore pipelines, LiveRuns runs, Resumption resumption, PipelineEnding ending,
    BrokenOffWork brokenOff, UploadPipelines uploading, TusStore uploads, TusWatches watches,
    DuplicateQuestions questions, PipelineJobs jobs,
    IProgressNotifier progress, IPipelineControlHandler handler, HostInstance instance)
{
    /// <summary>
    /// Shows its end to its subscribers, or puts its work into the queue. Repeating this is harmless.
    /// </summary>
    public async Task SettleAsync(PipelineRecord record)
    {
        if (record is { IsEnded: false, DocumentId: null } && uploads.FindOpen(record.Id) is { } open)
        {
            await watches.TakeAsync(open); // its client comes back with the rest, to this instance or another one
            return;
        }

        if (record is { IsEnded: false, IsInterrupted: false, DocumentId: null }
            && await questions.TryTakeUpAsync(record))
            return;
        var run = await FindAsync(record.Id);
        if (record.IsEnded && run is not null)
            await ShowEndAsync(record, run);
        else if (record.IsInterrupted)
            await ShowInterruptedAsync(record, run);
        else if (record is { IsEnded: false, DocumentId: null })
            await EndBrokenUploadAsync(record, run);
        else if (!record.IsEnded && run is { State.Status: PipelineStatus.Cancelling })
            await brokenOff.CancelAsync(record, run); // its process ended before the row was updated
        else if (!record.IsEnded && run is not null)
            await QueueAsync(run, record);
        else if (!record.IsEnded && documents.Find(record.DocumentId!) is { } document)
            await uploading.StartAsync(record, document, uploaded: true);
    }

    /// <summary>What did not complete may have been shown further: its end is that of a new attempt.</summary>
    private async Task ShowEndAsync(PipelineRecord record, PipelineRun run)
    {
        if (record.Status != StatusNames.Completed)
            await BeginAttemptAsync(record, run);
        await ending.ShowAsync(run, record);
    }

    /// <summary>What Redis has is what was shown, and so is the kept state of what was not under way.</summary>
    private async Task BeginAttemptAsync(PipelineRecord record, PipelineRun run)
    {
        if (instance.IsShared || run.State.Status is not (PipelineStatus.Processing or PipelineStatus.Cancelling))
            return;
        await resumption.BeginAttemptAsync(run, record);
    }

    /// <summary>
    /// Nothing starts it; where its stop was not shown, a subscriber may have seen more than was kept, so it is shown
    /// under a new attempt.
    /// </summary>
    private async Task ShowInterruptedAsync(PipelineRecord record, PipelineRun? run)
    {
        if (run is { State.Status: not (PipelineStatus.Interrupted or PipelineStatus.Pending) })
            run = (await resumption.ContinueAsync(run, record)).Run;
        if (run is not null)
            await ending.ShowAsync(run, record);
    }

    /// <summary>From the backplane, or from the row's state; null where it was never shown.</summary>
    private async Task<PipelineRun?> FindAsync(string id)
    {
        try
        {
            return await progress.ResumeAsync(id);
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// An instance that is alone shows the new attempt before a client can connect; of several instances, the one whose
    /// job is first shows it.
    /// </summary>
    private async Task QueueAsync(PipelineRun run, PipelineRecord record)
    {
        if (!instance.IsShared)
            await ParkAsync(run, record);
        if (await pipelines.QueueAsync(run.State, record.Fence) && instance.IsShared)
            await jobs.EnqueueNextAsync(record.DocumentId!);
    }

    /// <summary>A run that has begun takes what is asked over the socket, and no worker listens to it yet.</summary>
    private async Task ParkAsync(PipelineRun run, PipelineRecord record)
    {
        var live =
            run.State.Status == PipelineStatus.Pending ? new LiveRun(run) : await resumption.ContinueAsync(run, record);
        await runs.ParkAsync(live);
        if (!live.HasBegun)
            return;
        run.InterruptRequested.Register(() => Hand(run.State, PipelineControls.Interrupt));
        run.CancelRequested.Register(() => Hand(run.State, PipelineControls.Cancel));
    }

    private void Hand(PipelineState pipeline, PipelineControls action)
    {
        if (runs.IsKept(pipeline.Id)) // otherwise its worker listens
            _ = handler.HandleAsync(pipeline, action, null, CancellationToken.None).AsTask();
    }

    /// <summary>The process died while the file was coming in.</summary>
    private async Task EndBrokenUploadAsync(PipelineRecord record, PipelineRun? run)
    {
        var error = Failures.Describe(DocumentProblems.UploadAborted, record.Language);
        if (run is null)
        {
            await uploading.FailUnkeptAsync(record, error);
            return;
        }

        await BeginAttemptAsync(record, run);
        await ending.FailAsync(run, record.Fence, error);
    }
}
