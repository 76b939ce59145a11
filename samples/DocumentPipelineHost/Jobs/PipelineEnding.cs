using System.Text.Json;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// Ends pipelines: first the row, once, then the watchers. A crash in between leaves a row whose watchers were not told;
/// the next start, or another instance, tells them by <see cref="TellAsync(PipelineRun, PipelineRecord)"/>.
/// </summary>
public sealed class PipelineEnding(PipelineStore pipelines)
{
    public Task CompleteAsync(PipelineRun run) => EndAsync(run, StatusNames.Completed, null);

    public Task CancelAsync(PipelineRun run) => EndAsync(run, StatusNames.Cancelled, null);

    public Task FailAsync(PipelineRun run, ProgressError error) => EndAsync(run, StatusNames.Failed, JsonSerializer.Serialize(error, ProductJson.Options));

    /// <summary>Brings the watchers to the end that the row has.</summary>
    public async Task TellAsync(PipelineRun run, PipelineRecord ended)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(ended);
        await TellAsync(run, ended.Status, ended.Error);
        await pipelines.KeepStateAsync(run.State);
        await run.DisposeAsync();
    }

    private async Task EndAsync(PipelineRun run, string status, string? error)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (await pipelines.EndAsync(run.Id, status, error))
            await TellAsync(run, status, error);
        else if (pipelines.Find(run.Id) is not { } found)
            await TellAsync(run, StatusNames.Cancelled, null); // the document was deleted, whatever came of the work
        else if (found.IsEnded)
            await TellAsync(run, found.Status, found.Error);
        else
            return; // another instance has it in hand and goes on with it
        await pipelines.KeepStateAsync(run.State);
        await run.DisposeAsync();
    }

    private static async Task TellAsync(PipelineRun run, string status, string? error)
    {
        if (run.State.IsEnded)
            return;
        if (status == StatusNames.Failed)
        {
            await run.FailAsync(JsonSerializer.Deserialize<ProgressError>(error!, ProductJson.Options)!);
            return;
        }

        if (status == StatusNames.Cancelled)
        {
            await run.CancelAsync();
            return;
        }

        if (run.State.Status != PipelineStatus.Processing)
            await run.ContinueAsync();
        await run.CompleteAsync();
    }
}
