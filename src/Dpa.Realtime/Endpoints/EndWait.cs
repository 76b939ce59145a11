using System.Security.Claims;
using Dpa.Realtime.Connections;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Waits for a pipeline's end as one of its owner's held requests. Work that has been started is not refused: what
/// cannot be waited for is answered at once.
/// </summary>
internal sealed class EndWait(
    IProgressReader reader, UserBudgets budgets, AccessChanges changes, IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="known">Its state where the caller has it.</param>
    /// <param name="wait">How long; zero for not at all.</param>
    /// <param name="aborted">The client has gone.</param>
    /// <returns>The newest state, and whether its end was waited for.</returns>
    public async ValueTask<(PipelineState? Newest, bool IsWaited)> ForAsync(
        string pipelineId, PipelineState? known, TimeSpan wait, CancellationToken aborted)
    {
        var newest = known ?? await ReadAsync(pipelineId, aborted).ConfigureAwait(false);
        if (wait <= TimeSpan.Zero || newest is null) return (newest, false);
        var budget = budgets.Of(newest.Owner);
        if (!budget.TryHold()) return (newest, false);
        // Who is signed out meanwhile is shown nothing that came after.
        var owner = new Caller(newest.Owner, new ClaimsPrincipal(), null, changes.Now);
        var closing = changes.Hold(owner);
        try
        {
            var last = await WatchAsync(newest, wait, closing.Token, aborted).ConfigureAwait(false);
            return changes.IsOver(owner) ? (newest, false) : (last, true);
        }
        finally
        {
            changes.Release(owner, closing);
            budget.Release();
        }
    }

    private async ValueTask<PipelineState> WatchAsync(
        PipelineState newest, TimeSpan wait, CancellationToken closing, CancellationToken aborted)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, closing, aborted, lifetime.ApplicationStopping);
        try
        {
            await foreach (var state in reader.WatchAsync(newest.Id, ending.Token).ConfigureAwait(false))
                newest = state;
        }
        catch (Exception e) when (e is OperationCanceledException or PipelineException)
        {
            aborted.ThrowIfCancellationRequested();
        }

        return newest;
    }

    private async ValueTask<PipelineState?> ReadAsync(string pipelineId, CancellationToken aborted)
    {
        try
        {
            return await reader.GetAsync(pipelineId, aborted).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            return null;
        }
    }
}
