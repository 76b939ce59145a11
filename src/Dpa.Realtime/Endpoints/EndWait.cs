using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Waits for a pipeline's end as one of a user's held requests. Work that has been started is not refused: what cannot
/// be read or waited for is answered at once.
/// </summary>
internal sealed class EndWait(
    StateWaiting waiting, VisibleStates states, AccessCheck access, CallerIdentity identity, UserBudgets budgets,
    AccessChanges changes, ConnectionRegistry registry, IHostApplicationLifetime lifetime, ClientFailures failures,
    TimeProvider time)
{
    /// <summary>
    /// For a run, which the application gives to the caller who started it, its owner or not. Counts as one of the
    /// caller's. Who may not see the run, or is not known, is shown what the application gave, and nothing that comes
    /// after.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="known">The run's state.</param>
    /// <param name="wait">How long; zero for not at all.</param>
    /// <returns>The newest state, and whether its end was waited for.</returns>
    public async Task<(PipelineState? Newest, bool IsWaited)> OfRunAsync(
        HttpContext http, PipelineState known, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return (known, false);
        if (await FindAsync(http).ConfigureAwait(false) is not { } caller) return (known, false);
        if (
            await access.MayReadAsync(caller, known, http.RequestAborted).ConfigureAwait(false) != Access.Allowed
            || changes.IsOver(caller))
            return (known, false);
        if (known.IsEnded) return (known, true);
        return await HoldAsync(http, caller, known.Id, known, known, wait).ConfigureAwait(false);
    }

    /// <summary>
    /// For an id, which may be anybody's: what the caller may not see looks as if it were unknown. One that has not
    /// started is waited for too. Counts as one of the caller's.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="wait">How long; zero for not at all.</param>
    /// <returns>The newest state or null, and whether its end was waited for.</returns>
    public async Task<(PipelineState? Newest, bool IsWaited)> OfIdAsync(
        HttpContext http, string pipelineId, TimeSpan wait)
    {
        if (await FindAsync(http).ConfigureAwait(false) is not { } caller) return (null, false);
        var known = await ReadAsync(http, caller, pipelineId).ConfigureAwait(false);
        if (wait <= TimeSpan.Zero) return (known, false);
        if (known is { IsEnded: true }) return (known, true);
        return await HoldAsync(http, caller, pipelineId, known, given: null, wait).ConfigureAwait(false);
    }

    /// <param name="http">The request.</param>
    /// <param name="caller">Who made it: the wait ends with this identity.</param>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="known">Its state as of now, or null.</param>
    /// <param name="given">What is shown to a caller who may not see the pipeline any more; null for nothing.</param>
    /// <param name="wait">How long.</param>
    private async ValueTask<(PipelineState? Newest, bool IsWaited)> HoldAsync(
        HttpContext http, Caller caller, string pipelineId, PipelineState? known, PipelineState? given, TimeSpan wait)
    {
        if (registry.IsDraining) return (known, false);
        var budget = budgets.Of(caller.UserId);
        if (!budget.TryHold()) return (known, false);
        var closing = changes.Hold(caller);
        try
        {
            var rest = caller.AtMost(wait, time.GetUtcNow());
            using var limit = new CancellationTokenSource(rest, time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token, closing.Token, http.RequestAborted, lifetime.ApplicationStopping);
            var newest = await WatchAsync(http, pipelineId, known, ending.Token).ConfigureAwait(false);
            if (
                newest is not null
                && await access.MayReadAsync(caller, newest, http.RequestAborted).ConfigureAwait(false)
                    != Access.Allowed)
            {
                // Until the time of one that is unknown, or has not ended.
                newest = known = given;
                await Task.Delay(Timeout.InfiniteTimeSpan, time, ending.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            http.RequestAborted.ThrowIfCancellationRequested();
            // Who is signed out meanwhile, or whose identity has ended, is shown nothing that came after.
            var isLate = limit.IsCancellationRequested;
            return changes.IsOver(caller) || (isLate && rest < wait)
                ? (known, false)
                : (newest, isLate || newest is { IsEnded: true });
        }
        finally
        {
            changes.Release(caller, closing);
            budget.Release();
        }
    }

    private async ValueTask<PipelineState?> WatchAsync(
        HttpContext http, string pipelineId, PipelineState? newest, CancellationToken ending)
    {
        try
        {
            var known = newest?.Position ?? default; // not older, where this node is behind
            await foreach (var state in waiting.WatchAsync(pipelineId, known, ending).ConfigureAwait(false))
                newest = state;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            // An application's own backplane may throw anything.
            if (e is not OperationCanceledException) failures.ReadFailed(http.TraceIdentifier, e);
        }

        return newest;
    }

    private async ValueTask<PipelineState?> ReadAsync(HttpContext http, Caller caller, string pipelineId)
    {
        try
        {
            return (await states.ReadAsync(caller, pipelineId, http.RequestAborted).ConfigureAwait(false)).State;
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
        {
            failures.ReadFailed(http.TraceIdentifier, e);
            return null;
        }
    }

    private async ValueTask<Caller?> FindAsync(HttpContext http)
    {
        try
        {
            return await identity.FindOutsideAsync(http).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            return null; // the application's selector did not answer, which is logged there
        }
    }
}
