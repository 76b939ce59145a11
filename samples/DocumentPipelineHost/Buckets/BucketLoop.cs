using DocumentPipelineHost.Loops;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Looks at the bucket before the server listens and every half minute from then on. A server that is away does not
/// keep the host from starting, since what is no upload goes on without it; it is said once when it goes and once when
/// it comes back.
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

    protected override async Task RoundAsync(CancellationToken ct) => Tell(await bucket.ProbeAsync(ct));

    protected override void Tell(Exception failure) => logger.LogError(failure, "The bucket could not be looked at");

    private void Tell(string? failure)
    {
        if (failure is not null && failure != _failure)
            logger.LogError("No originals can be stored or read: {Failure}", failure);
        if (failure is null && _failure is not null)
            logger.LogInformation("The bucket can be used again");
        _failure = failure;
    }
}
