using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// Shows batches as parent pipelines. Their children roll up automatically; the status of a batch's row is shown on its
/// parent pipeline.
/// </summary>
public sealed class ShownBatches(IProgressNotifier progress, BatchStore batches)
{
    private static readonly ProgressError NoneCompleted = new(
        ProgressErrorCodes.ChildrenFailed, "No file of the batch was completed.",
        "Look at the files that failed, and retry them.", Retryable: true);

    /// <summary>Starts the parent, before any child.</summary>
    public async Task StartAsync(BatchRecord batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var run = await progress.StartAsync(
            new PipelineStart(batch.Id, batch.Owner)
            {
                Name = batch.Name, Kind = BatchStore.Kind, Children = batch.Expected, Status = PipelineStatus.Pending,
                Controls =
                    PipelineControls.Cancel
                    | PipelineControls.Interrupt
                    | PipelineControls.Resume
                    | PipelineControls.Retry,
            });
        await LeaveAsync(run);
    }

    /// <summary>
    /// Has the parent known to the progress service, from the kept state where it was lost; false where it was never
    /// shown.
    /// </summary>
    public async Task<bool> RestoreAsync(string id)
    {
        if (await FindAsync(id) is not { } run)
            return false;
        await LeaveAsync(run);
        return true;
    }

    /// <summary>
    /// Restores the parent after the process that showed it has ended; false where it was never shown. Where its files
    /// were under way it gets a new attempt, as they do: with their work since the last checkpoint its percent may have
    /// been higher than the kept one.
    /// </summary>
    public async Task<bool> RecoverAsync(BatchRecord batch, bool isUnderWay)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (await FindAsync(batch.Id) is not { } run)
            return false;
        if (isUnderWay && !run.State.IsEnded)
            await BeginAttemptAsync(run, batch.Language);
        await LeaveAsync(run);
        return true;
    }

    /// <summary>Shows the batch's end where its row has one and subscribers were not shown it.</summary>
    public async Task SettleEndAsync(string id)
    {
        if (batches.Find(id) is { IsEnded: true })
            await ShowAsync(id);
    }

    /// <summary>Shows the failure of a batch that has no row any more: nothing of it is stored.</summary>
    public async Task ShowFailedAsync(string id, ProgressError error)
    {
        if (await FindAsync(id) is not { } run)
            return;
        if (!run.State.IsEnded)
            await run.FailAsync(error);
        await run.DisposeAsync();
    }

    /// <summary>Shows the status of the row.</summary>
    public async Task ShowAsync(string id)
    {
        if (batches.Find(id) is not { } batch || await FindAsync(id) is not { } run)
            return;
        try
        {
            await BringAsync(run, batch.Status);
        }
        catch (PipelineException exception)
            when (exception.Code is ProgressErrorCodes.ProducerReplaced or ProgressErrorCodes.IllegalTransition)
        {
            // The last child ended it meanwhile, or another instance shows it.
        }

        await LeaveAsync(run);
    }

    /// <summary>
    /// Shows that the batch is being cancelled. With that, the ends of its children make it cancelled, not completed
    /// with a warning.
    /// </summary>
    public async Task BeginCancelAsync(string id)
    {
        if (await FindAsync(id) is not { } run)
            return;
        if (run.State.Status is PipelineStatus.Pending or PipelineStatus.Interrupted)
            await run.ContinueAsync();
        if (!run.State.IsEnded)
            await run.BeginCancelAsync();
        await LeaveAsync(run);
    }

    /// <summary>The new attempt has the status that the former one had.</summary>
    private async Task BeginAttemptAsync(PipelineRun run, string language)
    {
        var status = run.State.Status;
        await batches.AnnounceAttemptAsync(run.State);
        await NewAttempt.BeginAsync(run, language);
        if (status == PipelineStatus.Interrupted)
            await run.InterruptAsync();
        else if (status == PipelineStatus.Cancelling)
            await run.BeginCancelAsync();
    }

    private async Task BringAsync(PipelineRun run, string status)
    {
        if (run.State.IsEnded && StatusNames.Of(run.State.Status) != status)
        {
            await batches.AnnounceAttemptAsync(run.State);
            await run.ContinueAsync(); // it had ended with its last child while a file was being tried again
        }

        switch (status)
        {
            case StatusNames.Processing when run.State.Status == PipelineStatus.Interrupted:
                await run.ContinueAsync();
                break;
            case StatusNames.Failed when !run.State.IsEnded:
                await run.FailAsync(NoneCompleted);
                break;
            default:
                await ShownStatus.BringAsync(run, status, null, null);
                break;
        }
    }

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

    private async Task LeaveAsync(PipelineRun run)
    {
        await batches.KeepStateAsync(run.State);
        await run.DisposeAsync();
    }
}
