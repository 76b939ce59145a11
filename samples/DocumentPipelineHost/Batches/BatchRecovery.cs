using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// At the start of the only instance there may be: restores the batches with all their files, so that the roll-up is
/// whole.
/// </summary>
internal sealed class BatchRecovery(BatchStore batches, ShownBatches shown, IProgressNotifier progress)
{
    /// <summary>
    /// Before the files' own pipelines are put right. Not those whose end was not shown: they are shown it then, and a
    /// run that is left before would fail them.
    /// </summary>
    public async Task RestoreAsync()
    {
        await batches.OpenAllAsync();
        foreach (var batch in batches.Unsettled())
        {
            var children = batches.Children(batch.Id);
            if (!await shown.RecoverAsync(batch, children.Any(IsUnderWay)))
                await shown.StartAsync(batch); // the process died before it was shown
            foreach (
                var child in children.Where(static child =>
                    child is { IsEnded: true, State: not null } && !IsUnderWay(child)))
                await (await progress.ResumeAsync(child.Id)).DisposeAsync();
        }
    }

    /// <summary>After them: those whose files have all ended, or will not come.</summary>
    public async Task SettleAsync()
    {
        foreach (var batch in batches.Unsettled())
            await shown.ShowAsync(batch.Id);
    }

    /// <summary>
    /// What waits, is interrupted or has ended was kept as it was shown; of what was never kept a part may have been
    /// shown.
    /// </summary>
    private static bool IsUnderWay(PipelineRecord child) =>
        child.State is null || child.StateStatus is StatusNames.Processing or StatusNames.Cancelling;
}
