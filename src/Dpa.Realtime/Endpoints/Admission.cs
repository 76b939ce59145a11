using Dpa.Realtime.Connections;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// The first checks of every request for state over HTTP: the caller's identity, whether this node still accepts
/// requests, and the answer where the state cannot be read.
/// </summary>
internal sealed class Admission(
    CallerIdentity identity, ConnectionRegistry registry, UserBudgets budgets, IHostApplicationLifetime lifetime,
    TimeProvider time, ClientFailures failures)
{
    private const int DrainRetrySeconds = 5;
    private const int FullRetrySeconds = 10;
    private const int HeldRetrySeconds = 5;

    public async Task AdmitAsync(HttpContext http, Func<HttpContext, Caller, Task> serve)
    {
        var isServed = false;
        try
        {
            if (await identity.FindAsync(http, null).ConfigureAwait(false) is not { } caller)
                await Problems.UnauthenticatedAsync(http).ConfigureAwait(false);
            else if (registry.IsDraining)
                await DrainingAsync(http).ConfigureAwait(false);
            else if (registry.IsShortOfDescriptors)
                await Problems
                    .BusyAsync(http, ProgressErrorCodes.TooManyConnections, FullRetrySeconds)
                    .ConfigureAwait(false);
            else if (Wait(caller) is { } seconds)
                await Problems.RateLimitedAsync(http, seconds).ConfigureAwait(false);
            else
            {
                isServed = true;
                await serve(http, caller).ConfigureAwait(false);
            }
        }
        catch (PipelineException e) when (!http.Response.HasStarted)
        {
            // An application that does not answer has its line.
            if (e.Code != ErrorCode.ApplicationUnavailable.Name) failures.ReadFailed(http.TraceIdentifier, e);
            await Problems.UnavailableAsync(http, e).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
            when (lifetime.ApplicationStopping.IsCancellationRequested
                && !http.Response.HasStarted
                && !http.RequestAborted.IsCancellationRequested)
        {
            await DrainingAsync(http).ConfigureAwait(false);
        }
        catch (Exception e)
            when (isServed
                && e is not BadHttpRequestException
                && !http.Response.HasStarted
                && !http.RequestAborted.IsCancellationRequested)
        {
            // An application's own backplane may throw anything, and is as unavailable then.
            failures.ReadFailed(http.TraceIdentifier, e);
            await Problems.UnavailableAsync(http, ErrorCode.BackplaneUnavailable).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// For how long the user has to wait; null where not. One that was sent more states than its share, or caused more
    /// work, waits until that is paid.
    /// </summary>
    private int? Wait(Caller caller)
    {
        var budget = budgets.Of(caller.UserId);
        var debt = time.GetElapsedTime(time.GetTimestamp(), Math.Max(budget.Answers.Due, budget.Work.Due));
        if (debt <= TimeSpan.Zero && budget.TryRequest()) return null;
        var wait = debt > TimeSpan.Zero ? debt : budget.RequestWait;
        return Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }

    /// <summary>What an answer's states cost; the next request pays for it.</summary>
    public void ChargeAnswer(Caller caller, int bytes) => budgets.Of(caller.UserId).Answers.Reserve(bytes);

    /// <summary>What a control request costs, as if it had come over a socket.</summary>
    /// <param name="caller">Who sent it.</param>
    /// <param name="message">The request; null where it could not be read.</param>
    /// <param name="bytes">Its size.</param>
    public void ChargeControl(Caller caller, ClientMessage? message, int bytes) =>
        budgets.Of(caller.UserId).ChargeWork(MessageCost.Of(message, bytes, 0, isRemote: false));

    /// <summary>A request that names many pipelines costs more than one.</summary>
    public void Charge(Caller caller, int ids) => budgets.Of(caller.UserId).ChargeIds(ids);

    /// <summary>
    /// Serves what may take long as one of those that a user may have under way; a further one is answered 429.
    /// </summary>
    public async Task HoldAsync(HttpContext http, Caller caller, Func<Task> serve)
    {
        var budget = budgets.Of(caller.UserId);
        if (!budget.TryHold())
        {
            await Problems.TooManyOfUserAsync(http, HeldRetrySeconds).ConfigureAwait(false);
            return;
        }

        try
        {
            await serve().ConfigureAwait(false);
        }
        finally
        {
            budget.Release();
        }
    }

    /// <summary>The node is shutting down: another one, or this one after its restart, has the same state.</summary>
    public static Task DrainingAsync(HttpContext http) =>
        Problems.BusyAsync(http, ProgressErrorCodes.Draining, DrainRetrySeconds);
}
