using Amazon.S3;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace DocumentPipelineHost.Buckets;

/// <summary>Calls the S3 server. What may pass by itself is tried up to five times within the stall's limit; then, or at once, a call ends in one line.</summary>
internal sealed class S3Calls(IAmazonS3 client, IOptions<MinioOptions> options, TimeProvider time, ILogger<S3Calls> logger)
{
    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(S3Failures.IsTransient),
            MaxRetryAttempts = 4,
            Delay = TimeSpan.FromMilliseconds(200),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .Build();

    /// <summary>Makes a call; <paramref name="call"/> may be run several times, tells the watch of bytes that moved and heeds its token.</summary>
    /// <exception cref="StorageException">It came to nothing.</exception>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public async Task<T> RunAsync<T>(Func<IAmazonS3, StallWatch, Task<T>> call, CancellationToken ct)
    {
        using var watch = new StallWatch(options.Value.StallTimeout, time, ct);
        Exception? failure = null; // of the last attempt that failed by itself: the time may run out while the next one waits for its turn
        try
        {
            return await _retries.ExecuteAsync(async _ => await TryAsync(), watch.Token);
        }
        catch (AmazonS3Exception exception) when (S3Failures.IsMissing(exception))
        {
            throw new FileNotFoundException("There is no such object in the bucket.", exception);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested && (watch.HasStalled || S3Failures.IsOfServer(exception)))
        {
            var line = S3Failures.Describe(failure, options.Value, watch.Limit);
            logger.LogError("{Failure}", line);
            throw new StorageException(line, exception);
        }

        async Task<T> TryAsync()
        {
            try
            {
                return await call(client, watch);
            }
            catch (Exception exception) when (S3Failures.IsOfServer(exception))
            {
                failure = exception;
                throw;
            }
        }
    }

    /// <summary>Makes a call once, with whatever it throws.</summary>
    public Task TryOnceAsync(Func<IAmazonS3, Task> call) => call(client);

    /// <summary>Bytes of an object.</summary>
    public async Task<long> LengthAsync(string key, CancellationToken ct) =>
        (await RunAsync((s3, watch) => s3.GetObjectMetadataAsync(options.Value.Bucket, key, watch.Token), ct)).ContentLength;
}
