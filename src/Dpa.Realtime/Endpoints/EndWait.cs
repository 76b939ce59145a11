using System.Security.Claims;
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
    /// For a run, which the application gives to the caller who started it. Counts as one of its owner's.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="known">The run's state.</param>
    /// <param name="wait">How long; zero for not at all.</param>
    /// <returns>The newest state, and whether its end was waited for.</returns>
    public async Task<(PipelineState? Newest, bool IsWaited)> OfRunAsync(
        HttpContext http, PipelineState known, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return (known, false);
        if (known.IsEnded) return (known, true);
        var (caller, hasEnded) = await FindAsync(http).ConfigureAwait(false);
        if (hasEnded) return (known, false);
        if (!string.Equals(caller?.UserId, known.Owner, StringComparison.Ordinal))
            caller = new Caller(known.Owner, new ClaimsPrincipal(), null, changes.Now);
        return await HoldAsync(http, caller!, known.Id, known, isTrusted: true, wait).ConfigureAwait(false);
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
        if ((await FindAsync(http).ConfigureAwait(false)).Caller is not { } caller) return (null, false);
        var known = await ReadAsync(http, caller, pipelineId).ConfigureAwait(false);
        if (wait <= TimeSpan.Zero) return (known, false);
        if (known is { IsEnded: true }) return (known, true);
        return await HoldAsync(http, caller, pipelineId, known, isTrusted: false, wait).ConfigureAwait(false);
    }

    private async ValueTask<(PipelineState? Newest, bool IsWaited)> HoldAsync(
        HttpContext http, Caller caller, string pipelineId, PipelineState? known, bool isTrusted, TimeSpan wait)
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
                && !isTrusted
                && await access.MayReadAsync(caller, newest, http.RequestAborted).ConfigureAwait(false)
                    != Access.Allowed)
            {
                // Until the time of one that is unknown.
                newest = known = null;
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

    private async ValueTask<(Caller? Caller, bool HasEnded)> FindAsync(HttpContext http)
    {
        try
        {
            return await identity.FindOutsideAsync(http).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            return (null, true); // the application's selector did not answer, which is logged there
        }
    }
}
