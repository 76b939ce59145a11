using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>At the start of the only instance there may be: restores the batches with all their files, so that the roll-up is whole.</summary>
internal sealed class BatchRecovery(BatchStore batches, ShownBatches shown, IProgressNotifier progress)
{
    /// <summary>Before the files' own pipelines are put right.</summary>
    public async Task RestoreAsync()
    {
        await batches.OpenAllAsync();
        foreach (var batch in batches.Unsettled())
        {
            if (!await shown.RestoreAsync(batch.Id))
                await shown.StartAsync(batch); // the process died before it was shown
            foreach (var child in batches.Children(batch.Id).Where(static child => child is { IsEnded: true, State: not null }))
                await (await progress.ResumeAsync(child.Id)).DisposeAsync();
        }
    }

    /// <summary>After them: those whose files have all ended, or will not come.</summary>
    public async Task SettleAsync()
    {
        foreach (var batch in batches.Unsettled())
            await shown.ShowAsync(batch.Id);
    }
}
