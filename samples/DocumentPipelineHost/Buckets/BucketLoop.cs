using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Checks the bucket before the server listens and every 30 seconds after that. An unavailable S3 server does not
/// prevent the host from starting, since everything except uploads works without it. The log has one line when the
/// server becomes unavailable and one when it is reachable again.
/// </summary>
internal sealed class BucketLoop(Bucket bucket, TimeProvider time, ILogger<BucketLoop> logger)
    : PeriodicService(TimeSpan.FromSeconds(30), isAtOnce: false, time)
{
    private string? _failure;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryRoundAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task RoundAsync(CancellationToken ct) => LogChange(await bucket.ProbeAsync(ct));

    protected override void LogFailure(Exception failure) =>
        logger.LogError(failure, "The bucket could not be looked at");

    private void LogChange(string? failure)
    {
        if (failure is not null && failure != _failure)
            logger.LogError("No originals can be stored or read: {Failure}", failure);
        if (failure is null && _failure is not null)
            logger.LogInformation("The bucket can be used again");
        _failure = failure;
    }
}
