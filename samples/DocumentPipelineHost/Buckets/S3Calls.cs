using System.Runtime.CompilerServices;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;
using Minio;
using Minio.DataModel.Args;
using Polly;
using Polly.Retry;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Calls the S3 server. After a transient error a call is tried again, up to five times in all and within the stall
/// limit. After that, or at once for other errors, a call fails with a message of one line.
/// </summary>
internal sealed class S3Calls(
    IMinioClient client, IOptions<MinioOptions> options, TimeProvider time, ILogger<S3Calls> logger)
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

    /// <summary>Makes a call; <paramref name="call"/> may run several times, and observes the watch's token.</summary>
    /// <exception cref="StorageException">The call failed.</exception>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public async Task<T> RunAsync<T>(Func<IMinioClient, StallWatch, Task<T>> call, CancellationToken ct)
    {
        using var watch = new StallWatch(options.Value.StallTimeout, time, ct);
        // of the last attempt that failed by itself: the time may run out while the next one waits for its turn
        Exception? failure = null;
        try
        {
            return await _retries.ExecuteAsync(async _ => await TryAsync(), watch.Token);
        }
        catch (S3AnswerException exception) when (S3Failures.IsMissing(exception))
        {
            throw new FileNotFoundException("There is no such object in the bucket.", exception);
        }
        catch (Exception exception)
            when (!ct.IsCancellationRequested && (watch.HasStalled || S3Failures.IsOfServer(exception)))
        {
            throw Failed(failure, exception, watch);
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

    /// <summary>A list that comes page by page; the time that its reader takes between is not the server's.</summary>
    /// <exception cref="StorageException">It broke off.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(
        Func<IMinioClient, CancellationToken, IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken ct)
    {
        using var watch = new StallWatch(options.Value.StallTimeout, time, ct);
        await using var each = list(client, watch.Token).GetAsyncEnumerator(watch.Token);
        while (await NextAsync(each, watch, ct))
        {
            watch.Rest();
            yield return each.Current;
        }
    }

    /// <summary>Bytes of an object.</summary>
    public async Task<long> LengthAsync(string key, CancellationToken ct)
    {
        var stat = new StatObjectArgs().WithBucket(options.Value.Bucket).WithObject(key);
        return (await RunAsync((s3, watch) => s3.StatObjectAsync(stat, watch.Token), ct)).Size;
    }

    private async Task<bool> NextAsync<T>(IAsyncEnumerator<T> each, StallWatch watch, CancellationToken ct)
    {
        watch.Moved();
        try
        {
            return await each.MoveNextAsync();
        }
        catch (Exception exception)
            when (!ct.IsCancellationRequested && (watch.HasStalled || S3Failures.IsOfServer(exception)))
        {
            throw Failed(watch.HasStalled ? null : exception, exception, watch);
        }
    }

    private StorageException Failed(Exception? failure, Exception exception, StallWatch watch)
    {
        var line = S3Failures.Describe(failure, options.Value, watch.Limit);
        logger.LogError("{Failure}", line);
        return new StorageException(line, exception);
    }
}
