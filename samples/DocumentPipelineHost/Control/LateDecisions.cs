using System.Collections.Concurrent;
using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Control;

/// <summary>
/// Interrupts and cancels that met a row which a worker keeps while it replaces a long document's results. They are
/// noted in rows of their own, and tried again until the pipeline's row contains them: here, by the sweep of any
/// instance, and by the worker itself before it ends the pipeline.
/// </summary>
public sealed class LateDecisions(
    ControlRows rows, ShownPipelines shown, PipelineJobs jobs, IHostApplicationLifetime lifetime, TimeProvider time,
    ILogger<LateDecisions> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, bool> _underWay = new(StringComparer.Ordinal);

    /// <summary>Goes on in the background with what is noted for the pipeline.</summary>
    public void Begin(string id)
    {
        if (_underWay.TryAdd(id, true)) // otherwise that one does it, or the next sweep
            _ = DatabaseThreads.Shared.RunAsync(() => RunAsync(id));
    }

    /// <summary>Carries out what is noted for pipelines whose rows are free now.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var id in rows.Late())
            await TryAsync(id, ct);
    }

    private async Task RunAsync(string id)
    {
        var stops = lifetime.ApplicationStopping;
        try
        {
            while (!await TryAsync(id, stops))
                await Task.Delay(Pause, time, stops);
        }
        catch (OperationCanceledException) when (stops.IsCancellationRequested)
        {
            // The next sweep, of this instance or another one, does it.
        }
        catch (Exception exception)
        {
            logger.LogError(
                exception, "Control pipeline: what was asked of {PipelineId} is left to the next sweep", id);
        }
        finally
        {
            _underWay.TryRemove(id, out _);
        }
    }

    /// <summary>False where the row is still kept, or the database unavailable.</summary>
    private async Task<bool> TryAsync(string id, CancellationToken ct)
    {
        PipelineRecord? row;
        try
        {
            row = await rows.CarryOutAsync(id, waitsShortly: true);
        }
        catch (DbException exception)
            when (DatabaseFailures.IsRowBusy(exception) || DatabaseFailures.MayPass(exception))
        {
            return false;
        }

        if (row is not null) // otherwise its worker has carried it out, or the pipeline came to another end
            await ShowAsync(row, ct);
        return true;
    }

    private async Task ShowAsync(PipelineRecord row, CancellationToken ct)
    {
        await shown.ShowAsync(
            row, row.IsEnded ? PipelineControls.Cancel : PipelineControls.Interrupt,
            static row => row.IsEnded || row.Instance is null, ct);
        if (row is { IsEnded: true, DocumentId: { } documentId })
            await jobs.EnqueueNextAsync(documentId, ct);
    }
}
