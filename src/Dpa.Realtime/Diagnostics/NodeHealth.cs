using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// The health check <c>dpa.realtime</c>: unhealthy while the node drains; degraded, with the reason, while the
/// backplane does not answer, transitions wait for it, the queue of transitions for the handlers is full, descriptors
/// run out, or the application's code blocks threads or does not end.
/// </summary>
/// <param name="probe">Throws where the backplane does not take changes.</param>
/// <param name="time">For the time limit.</param>
/// <param name="isDraining">Whether the node is shutting down.</param>
/// <param name="transitionsWaiting">How many transitions wait for the backplane.</param>
/// <param name="blockedThreads">How many threads the application's code has blocked for 80 % of its time limit or
/// longer.</param>
/// <param name="overdueCalls">How many calls of the application's code go on though their time limit was over and they
/// were cancelled; one that holds no thread counts for 10 minutes at most.</param>
/// <param name="isQueueFull">Whether transitions are dropped because too many wait for their handlers.</param>
/// <param name="descriptors">Whether the process can open more; null where that is not looked at.</param>
internal sealed class NodeHealth(
    Func<CancellationToken, ValueTask> probe, TimeProvider time, Func<bool> isDraining, Func<int> transitionsWaiting,
    Func<int> blockedThreads, Func<int> overdueCalls, Func<bool> isQueueFull,
    DescriptorGuard? descriptors = null) : IHealthCheck
{
    public const string Name = "dpa.realtime";

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (isDraining())
            return new HealthCheckResult(
                context.Registration.FailureStatus,
                "The node is shutting down and takes no connections; send its clients elsewhere.");
        if (await ProbeAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            return HealthCheckResult.Degraded(
                $"The backplane does not answer{Reason(failure)} Work goes on, and subscribers on this node see "
                    + $"provisional progress; what is held is applied when it is back.",
                failure, Waiting());
        if (transitionsWaiting() > 0)
            return HealthCheckResult.Degraded(
                "The backplane answers, and transitions that were held still wait to be applied.", data: Waiting());
        return (OfDescriptors() ?? OfCallbacks()) is { } reason
            ? HealthCheckResult.Degraded(reason, data: Waiting())
            : HealthCheckResult.Healthy("The backplane answers.");
    }

    /// <summary>Whether the process is near its limit, or null.</summary>
    private string? OfDescriptors() =>
        descriptors?.IsNearLimit() == true
            ? $"The process uses {descriptors.Usage.Used} of {descriptors.Usage.Limit} file descriptors, and refuses "
                + $"connections. Raise its limit (ulimit -n), or add nodes."
            : null;

    /// <summary>What is wrong with the application's own code, or null.</summary>
    private string? OfCallbacks()
    {
        if (blockedThreads() > 0)
            return "Code of the application blocks threads for most of its time limit or longer. The log's events "
                + "GuestThreadsBlocked and GuestTimedOut name it.";
        if (overdueCalls() > 0)
            return "Code of the application goes on though its time limit was over and it was cancelled. The log's "
                + "event GuestTimedOut names it. Make it heed its cancellation token. A call that holds no thread is "
                + "forgotten after 10 minutes: healthy after that does not mean that it has ended.";
        return isQueueFull()
            ? "Transitions are dropped, because their handlers are slower than the pipelines. Make the handlers faster."
            : null;
    }

    /// <summary>
    /// A backplane's exception states the cause and what to do; any other exception may contain details that a health
    /// page must not show.
    /// </summary>
    private static string Reason(Exception failure) => failure is PipelineException ? $": {failure.Message}" : ".";

    private async Task<Exception?> ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A call that does not heed its token is left behind.
            await probe(limit.Token)
                .AsTask()
                .WaitAsync(ProbeTimeout, time, cancellationToken)
                .ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await limit.CancelAsync().ConfigureAwait(false);
            return e;
        }
    }

    private Dictionary<string, object> Waiting() =>
        new()
        {
            ["transitions_waiting"] = transitionsWaiting(),
            ["threads_blocked"] = blockedThreads(),
            ["calls_overdue"] = overdueCalls(),
        };
}
