using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Statistics;

/// <summary>Every second: writes down for the other instances how many connections this one has open.</summary>
internal sealed class ConnectionsLoop(
    ConnectionRows rows, LiveConnections connections, HostInstance instance, TimeProvider time,
    ILogger<ConnectionsLoop> logger) : PeriodicService(TimeSpan.FromSeconds(1), isAtOnce: false, time)
{
    protected override Task RoundAsync(CancellationToken ct) =>
        instance.IsShared ? rows.KeepAsync(connections.Count(), ct) : Task.CompletedTask;

    protected override void LogFailure(Exception failure) =>
        logger.LogDebug("The number of open connections was not kept: {Reason}", failure.Message);
}
