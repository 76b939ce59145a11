using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Hosting;

/// <summary>
/// Takes the items of a queue and runs the work of each. A failure of one item does not affect the others, and an item
/// whose pipeline is refused or taken over is processed all the same.
/// </summary>
internal sealed class ProgressWorker<T>(
    ProgressQueue<T> queue, ProgressWork<T> work, int atOnce, IServiceScopeFactory scopes,
    ILogger<ProgressWorker<T>> logger) : BackgroundService
{
    /// <summary>A worker that is stopped before its first turn leaves no items behind either.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        queue.Close();
        while (queue.Reader.TryRead(out var left))
            await CancelAsync(left.Run, "The server stopped before its turn.").ConfigureAwait(false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => WorkAsync(stoppingToken)));

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            await foreach (var next in queue.Reader.ReadAllAsync(stop).ConfigureAwait(false))
                await RunAsync(next, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The stop cancels the remaining items.
        }
    }

    private async Task RunAsync(ProgressItem<T> next, CancellationToken stop)
    {
        var run = next.Run;
        await using var leaving = run.ConfigureAwait(false);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var asked = run.CancelRequested.UnsafeRegister(
            _ =>
            {
                if (!run.IsReplaced) linked.Cancel(); // a takeover of the pipeline does not cancel the work
            },
            null);
        try
        {
            linked.Token.ThrowIfCancellationRequested();
            await ReportAsync(run, run.ContinueAsync(null, CancellationToken.None)).ConfigureAwait(false);
            var scope = scopes.CreateAsyncScope();
            await using var ending = scope.ConfigureAwait(false);
            await work(scope.ServiceProvider, next.Item, run, linked.Token).ConfigureAwait(false);
            if (!run.State.IsEnded)
                await ReportAsync(run, run.CompleteAsync(CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            await CancelAsync(run, stop.IsCancellationRequested ? "The server stopped." : null).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Any exception of the work is this item's failure; the next item follows.
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.WorkFailed(run.Id, e);
            await FailAsync(run).ConfigureAwait(false);
        }
    }

    private async ValueTask FailAsync(PipelineRun run)
    {
        if (run.State.IsEnded) return;
        var error = new ProgressError(
            ProgressErrorCodes.UnhandledError, "The work ended unexpectedly.", "Try again.", Retryable: true);
        await ReportAsync(run, run.FailAsync(error)).ConfigureAwait(false);
    }

    private async ValueTask CancelAsync(PipelineRun run, string? message)
    {
        if (!run.State.IsEnded) await ReportAsync(run, run.CancelAsync(message)).ConfigureAwait(false);
        await run.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A refusal (another producer took the pipeline over) ends only this run.</summary>
    private async ValueTask ReportAsync(PipelineRun run, ValueTask<TransitionOutcome> transition)
    {
        try
        {
            await transition.ConfigureAwait(false);
        }
        catch (PipelineException e)
        {
            logger.NotShown(run.Id, e);
        }
    }
}
