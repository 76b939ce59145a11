using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>
/// Interrupts and cancels that met a row which a worker keeps while it replaces a long document's results. They are
/// tried again until the row contains them, so that a worker that dies meanwhile does not lose them. If this instance
/// dies before that, only the worker knows of them.
/// </summary>
public sealed class LateDecisions(
    ControlRows rows, ShownPipelines shown, PipelineJobs jobs, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<LateDecisions> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Goes on in the background; what was set going again meanwhile is left alone.</summary>
    /// <param name="before">The pipeline as it was when it was asked for.</param>
    /// <param name="action">Interrupt or cancel.</param>
    public void Begin(PipelineRecord before, PipelineControls action)
    {
        ArgumentNullException.ThrowIfNull(before);
        _ = Task.Run(() => RunAsync(before, action));
    }

    private async Task RunAsync(PipelineRecord before, PipelineControls action)
    {
        var stops = lifetime.ApplicationStopping;
        try
        {
            if (await DecideAsync(before, action, stops) is not { } row)
                return; // the worker has carried it out, or the pipeline came to another end
            await shown.ShowAsync(row, action, static row => row.IsEnded || row.Instance is null, stops);
            if (row is { IsEnded: true, DocumentId: { } documentId })
                await jobs.EnqueueNextAsync(documentId, stops);
        }
        catch (OperationCanceledException) when (stops.IsCancellationRequested)
        {
            // The worker was asked too.
        }
        catch (Exception exception)
        {
            logger.LogError(
                exception, "Control pipeline: the {Action} of {PipelineId} is left to its worker", action, before.Id);
        }
    }

    private async Task<PipelineRecord?> DecideAsync(
        PipelineRecord before, PipelineControls action, CancellationToken stops)
    {
        while (true)
        {
            try
            {
                return await rows.DecideAsync(before, action);
            }
            catch (DbException exception)
                when (DatabaseFailures.IsRowBusy(exception) || DatabaseFailures.MayPass(exception))
            {
                await Task.Delay(Pause, time, stops);
            }
        }
    }
}
