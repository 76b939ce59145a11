using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocumentPipelineHost.Buckets;

/// <summary>Whether the bucket can be used.</summary>
internal sealed class BucketHealth(Bucket bucket) : IHealthCheck
{
    /// <summary>The caller does not wait long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bucket.ProbeAsync(Limit, cancellationToken) is { } failure
            ? HealthCheckResult.Unhealthy(failure)
            : HealthCheckResult.Healthy();
}
