namespace Dpa.Realtime;

/// <summary>
/// Where producers of long work say how far they are. Injected as a singleton; safe to use from any thread.
/// </summary>
public interface IProgressNotifier
{
    /// <summary>Starts a pipeline and returns the run by which it is reported.</summary>
    /// <param name="start">What it is.</param>
    /// <param name="cancellationToken">When it is cancelled and the run is left without an end, the pipeline is marked
    /// cancelled.</param>
    /// <returns>The run; dispose it when the work is left, whatever the outcome.</returns>
    /// <exception cref="ArgumentException">The id, the owner, a stage or an attribute breaks a bound of
    /// docs/protocol.md#bounds; the message names it.</exception>
    /// <exception cref="PipelineException"><c>already_live</c>: a pipeline of this id is not at its end.
    /// <c>backplane_unavailable</c>: retryable.</exception>
    ValueTask<PipelineRun> StartAsync(PipelineStart start, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a pipeline over: after a restart, from a lost producer, or for going on after an interrupt or a failure.
    /// Any older producer is fenced off: its next change is refused with <c>producer_replaced</c>.
    /// What the backplane does not know is asked of <see cref="IPipelineArchive"/> and restored as a continuing epoch.
    /// The pipeline's status is left as it is; <see cref="PipelineRun.ContinueAsync"/> sets it going.
    /// </summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">As for <see cref="StartAsync"/>.</param>
    /// <returns>The run.</returns>
    /// <exception cref="PipelineException"><c>not_found</c>: neither the backplane nor the archive knows it.
    /// <c>backplane_unavailable</c>: retryable.</exception>
    ValueTask<PipelineRun> ResumeAsync(string pipelineId, CancellationToken cancellationToken = default);

    /// <summary>Produces beside another producer of the same pipeline, for other stages; fences nobody off.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">As for <see cref="StartAsync"/>; leaving this run ends nothing but the stages it
    /// began.</param>
    /// <returns>The run.</returns>
    /// <exception cref="PipelineException"><c>not_found</c>; <c>backplane_unavailable</c>: retryable.</exception>
    ValueTask<PipelineRun> JoinAsync(string pipelineId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends every subscription of a user to a pipeline, on all nodes and transports, within 5 s. Call it after the
    /// authoriser's answer has changed.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task that ends when the backplane has taken it.</returns>
    ValueTask RevokeAsync(string userId, string pipelineId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Starts a pipeline, runs the work and ends it: completed, cancelled (an <see cref="OperationCanceledException"/>
    /// that was asked for) or failed (any other exception). The exception is thrown on.
    /// </summary>
    /// <param name="start">What the pipeline is.</param>
    /// <param name="work">The work; its token is cancelled by the caller's and by a watcher's cancel.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>A task for the work.</returns>
    async Task RunAsync(
        PipelineStart start, Func<PipelineRun, CancellationToken, Task> work,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var run = await StartAsync(start, cancellationToken).ConfigureAwait(false);
        await using var _ = run.ConfigureAwait(false);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, run.CancelRequested);
        try
        {
            await work(run, linked.Token).ConfigureAwait(false);
            if (!run.IsSettled) await run.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !linked.IsCancellationRequested)
        {
            await run.EndForAsync(PipelineStatus.Failed, e).ConfigureAwait(false);
            throw;
        }
        catch (OperationCanceledException)
        {
            await run.EndForAsync(PipelineStatus.Cancelled).ConfigureAwait(false);
            throw;
        }
    }
}
