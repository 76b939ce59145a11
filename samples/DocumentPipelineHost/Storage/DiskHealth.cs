using System.Globalization;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DocumentPipelineHost.Storage;

/// <summary>Whether there is disk space for the data folder. Reads go on without.</summary>
internal sealed class DiskHealth(DataFolder folder) : IHealthCheck
{
    private const long EnoughBytes = 64L << 20;

    /// <summary>Of a small disk, this part is enough.</summary>
    private const int Share = 50;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var disk = new DriveInfo(folder.Root);
            var free = disk.AvailableFreeSpace;
            return Task.FromResult(free >= Math.Min(EnoughBytes, disk.TotalSize / Share)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(string.Create(
                    CultureInfo.InvariantCulture, $"The disk of Data:Directory has {free} bytes left.")));
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            return Task.FromResult(HealthCheckResult.Degraded(
                "The disk of Data:Directory cannot be measured.", exception));
        }
    }
}
