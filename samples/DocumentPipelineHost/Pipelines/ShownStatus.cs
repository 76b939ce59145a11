using System.Text.Json;
using DocumentPipelineHost.Languages;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Brings what subscribers see to the status that the row has. Doing it again changes nothing.</summary>
internal static class ShownStatus
{
    /// <summary>The code of the refusal that a run gets once another one took its pipeline over.</summary>
    public const string Replaced = ProgressErrorCodes.ProducerReplaced;

    public static async Task BringAsync(PipelineRun run, string status, string? error, string? message)
    {
        switch (status)
        {
            case StatusNames.Failed when !run.State.IsEnded:
                await run.FailAsync(JsonSerializer.Deserialize<ProgressError>(error!, ProductJson.Options)!);
                break;
            case StatusNames.Cancelled when !run.State.IsEnded:
                await run.CancelAsync(message);
                break;
            case StatusNames.Completed when !run.State.IsEnded:
                if (run.State.Status != PipelineStatus.Processing)
                    await run.ContinueAsync();
                await run.CompleteAsync();
                break;
            case StatusNames.Interrupted when run.State.Status != PipelineStatus.Interrupted:
                if (run.State.IsEnded)
                    await run.RequeueAsync();
                await run.InterruptAsync(message);
                break;
            case StatusNames.Pending when run.State.Status != PipelineStatus.Pending:
                await run.RequeueAsync(message, newAttempt: false);
                break;
        }
    }
}
