using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocumentPipelineHost.Database;

/// <summary>Whether the database answers.</summary>
internal sealed class DatabaseHealth(HostDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await DatabaseThreads.Shared.RunAsync(() => database.Read(static connection =>
                connection.ExecuteScalar<long>("SELECT COUNT(*) FROM pipelines WHERE ended_at IS NULL")));
            return HealthCheckResult.Healthy();
        }
        catch (DbException exception)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", exception);
        }
    }
}
