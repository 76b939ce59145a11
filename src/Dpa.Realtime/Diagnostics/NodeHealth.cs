using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.Diagnostics;

/// <summary>The health check <c>dpa.realtime</c>: unhealthy while the node drains, degraded while the backplane does not answer or transitions wait for it, with the reason.</summary>
internal sealed class NodeHealth(IBackplane backplane, TimeProvider time, Func<bool> isDraining, Func<int> transitionsWaiting) : IHealthCheck
{
    public const string Name = "dpa.realtime";

    /// <summary>Need not exist: an answer is what is asked for.</summary>
    public const string ProbedId = "dpa.realtime.health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (isDraining()) return new HealthCheckResult(context.Registration.FailureStatus, "The node is shutting down and takes no connections; send its clients elsewhere.");
        if (await ProbeAsync(cancellationToken).ConfigureAwait(false) is { } failure)
            return HealthCheckResult.Degraded($"The backplane does not answer{Reason(failure)} Work goes on, and watchers on this node see provisional progress; what is held is applied when it is back.", failure, Waiting());
        return transitionsWaiting() > 0
            ? HealthCheckResult.Degraded("The backplane answers, and transitions that were held still wait to be applied.", data: Waiting())
            : HealthCheckResult.Healthy("The backplane answers.");
    }

    /// <summary>A backplane says why, and what to do; any other exception may hold what a health page must not show.</summary>
    private static string Reason(Exception failure) => failure is PipelineException ? $": {failure.Message}" : ".";

    private async Task<Exception?> ProbeAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // A call that does not heed its token is left behind.
            await backplane.ReadPositionsAsync([ProbedId], limit.Token).AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await limit.CancelAsync().ConfigureAwait(false);
            return e;
        }
    }

    private Dictionary<string, object> Waiting() => new() { ["transitions_waiting"] = transitionsWaiting() };
}
