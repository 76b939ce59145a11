using System.Diagnostics.CodeAnalysis;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Looks at the bucket before the server listens and every half minute from then on. A server that is away does not keep the host from starting, since what
/// is no upload goes on without it; it is said once when it goes and once when it comes back.
/// </summary>
internal sealed class BucketLoop(Bucket bucket, TimeProvider time, ILogger<BucketLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private string? _failure;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    [SuppressMessage("Design", "CA1031", Justification = "One failed look must not end the loop.")]
    private async Task LookAsync(CancellationToken ct)
    {
        try
        {
            Tell(await bucket.ProbeAsync(ct));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogError(exception, "The bucket could not be looked at");
        }
    }

    private void Tell(string? failure)
    {
        if (failure is not null && failure != _failure)
            logger.LogError("No originals can be stored or read: {Failure}", failure);
        if (failure is null && _failure is not null)
            logger.LogInformation("The bucket can be used again");
        _failure = failure;
    }
}
