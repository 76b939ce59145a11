using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>Runs of loops. A refusal never breaks the loop: the work goes on unseen.</summary>
internal static class ShownRuns
{
    /// <summary>The run, or one that nobody sees.</summary>
    public static async ValueTask<PipelineRun> StartAsync(
        IProgressNotifier progress, Func<PipelineStart> describe, ILogger? logger, CancellationToken cancellationToken)
    {
        string? id = null;
        try
        {
            var start = describe();
            id = start.Id;
            return await progress.StartAsync(start, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever fails in showing it, the item is out of the channel and must be processed.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger?.NotShown(id, e);
            return await UnseenRuns.StartAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The stage, or null if it is refused: another producer took the pipeline over.</summary>
    public static async ValueTask<StageRun?> StartStageAsync(
        PipelineRun run, string stageId, ILogger? logger, CancellationToken cancellationToken)
    {
        try
        {
            return await run.StartStageAsync(stageId, cancellationToken).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            logger?.NotShown(run.Id, e);
            return null;
        }
    }

    public static async ValueTask CompleteAsync(PipelineRun run, ILogger? logger)
    {
        try
        {
            await run.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            logger?.NotShown(run.Id, e); // another producer took it over: the loop continues with its next item
        }
    }
}
