using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocumentPipelineHost.Buckets;

/// <summary>Whether the bucket can be used.</summary>
internal sealed class BucketHealth(Bucket bucket) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await bucket.ProbeAsync(cancellationToken) is { } failure ? HealthCheckResult.Unhealthy(failure) : HealthCheckResult.Healthy();
}
