using System.Data.Common;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Uploads;

/// <summary>
/// What was asked over the socket while a file comes in is known to this process alone: in the row it outlives a
/// restart.
/// </summary>
public sealed class KeptInterrupts(PipelineStore pipelines, ILogger<KeptInterrupts> logger)
{
    public void Register(PipelineRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        run.InterruptRequested.Register(() => _ = KeepAsync(run.Id));
    }

    private async Task KeepAsync(string id)
    {
        try
        {
            await pipelines.AskInterruptAsync(id);
        }
        catch (DbException exception)
        {
            logger.LogWarning(
                "The interrupt of pipeline {PipelineId} is not kept, and lost if the host stops before its file is "
                    + "whole: {Reason}",
                id, exception.Message);
        }
    }
}
