using System.Text.Json;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Ends pipelines: first the row, once, then the subscribers. A crash in between leaves a row whose end was not shown;
/// the next start, or another instance, shows it by <see cref="ShowAsync(PipelineRun, PipelineRecord)"/>.
/// </summary>
public sealed class PipelineEnding(PipelineStore pipelines, ControlRows rows, ShownBatches batches)
{
    public Task CompleteAsync(PipelineRun run, long fence) => EndAsync(run, fence, StatusNames.Completed, null);

    public Task CancelAsync(PipelineRun run, long fence) => EndAsync(run, fence, StatusNames.Cancelled, null);

    public Task FailAsync(PipelineRun run, long fence, ProgressError error) =>
        EndAsync(run, fence, StatusNames.Failed, JsonSerializer.Serialize(error, ProductJson.Options));

    /// <summary>Shows the status of the row to the subscribers, and disposes the run.</summary>
    public async Task ShowAsync(PipelineRun run, PipelineRecord row)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(row);
        await LeaveAsync(run, row.Status, row.Error);
    }

    /// <summary>Shows a failure of which there is no row, and disposes the run.</summary>
    internal Task ShowFailedAsync(PipelineRun run, ProgressError error) =>
        LeaveAsync(run, StatusNames.Failed, JsonSerializer.Serialize(error, ProductJson.Options));

    private async Task EndAsync(PipelineRun run, long fence, string status, string? error)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await pipelines.EndAsync(run.Id, fence, status, error))
        {
            await LeaveAsync(run, status, error);
            return;
        }

        await rows.CarryOutAsync(run.Id); // what a person asked for while its last results were being replaced
        var found = pipelines.Find(run.Id);
        if (found is null)
            await LeaveAsync(run, StatusNames.Cancelled, null); // the document was deleted, whatever came of the work
        else if (found.IsEnded || found.IsInterrupted)
            await LeaveAsync(run, found.Status, found.Error);
        if (found is { IsInterrupted: true } && found.Fence == fence)
            await pipelines.LetGoAsync(found);

        // Otherwise another worker has it and goes on with it.
    }

    private async Task LeaveAsync(PipelineRun run, string status, string? error)
    {
        try
        {
            await ShownStatus.BringAsync(run, status, error, null);
        }
        catch (PipelineException exception) when (exception.Code == ShownStatus.Replaced)
        {
            // The worker that took the pipeline over shows the status of the row.
        }

        await pipelines.KeepStateAsync(run.State);
        await run.DisposeAsync();
        if (run.State is { IsEnded: true, ParentId: { } batch })
            await batches.SettleEndAsync(batch);
    }
}
