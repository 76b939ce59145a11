using Dpa.Realtime.Publishing;

namespace Dpa.Realtime;

/// <summary>A shorter way to run a whole pipeline.</summary>
public static class ProgressNotifierExtensions
{
    /// <summary>Starts a pipeline, runs the work and ends it: completed, cancelled (an <see cref="OperationCanceledException"/> that was asked for) or failed (any other exception). The exception is thrown on.</summary>
    /// <param name="notifier">The notifier.</param>
    /// <param name="start">What the pipeline is.</param>
    /// <param name="work">The work; its token is cancelled by the caller's and by a watcher's cancel.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>A task for the work.</returns>
    public static async Task RunAsync(this IProgressNotifier notifier, PipelineStart start, Func<PipelineRun, CancellationToken, Task> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        ArgumentNullException.ThrowIfNull(work);
        var run = await notifier.StartAsync(start, cancellationToken).ConfigureAwait(false);
        await using var _ = run.ConfigureAwait(false);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.CancelRequested);
        try
        {
            await work(run, linked.Token).ConfigureAwait(false);
            if (!run.State.IsEnded) await run.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !linked.IsCancellationRequested)
        {
            if (!run.State.IsEnded) await run.FailAsync(RunPublisher.UnhandledError, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            if (!run.State.IsEnded) await run.CancelAsync(null, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}
