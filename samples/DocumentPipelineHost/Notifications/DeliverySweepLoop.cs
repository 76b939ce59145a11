using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Notifications;

/// <summary>Every hour: removes old lines of the delivery log.</summary>
internal sealed class DeliverySweepLoop(DeliveryStore deliveries, TimeProvider time, ILogger<DeliverySweepLoop> logger)
    : PeriodicService(TimeSpan.FromHours(1), isAtOnce: false, time)
{
    protected override Task RoundAsync(CancellationToken ct) => deliveries.SweepAsync();

    protected override void LogFailure(Exception failure) =>
        logger.LogWarning(
            "Sweep deliveries: the round failed ({Reason}); it is tried again in {Interval}", failure.Message, Interval
        );
}
