using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>The bucket itself: whether it can be used, and made where it is missing.</summary>
internal sealed class Bucket(IAmazonS3 client, IOptions<MinioOptions> options, TimeProvider time)
{
    private string Name => options.Value.Bucket;

    /// <summary>Looks once, without retries, and makes the bucket where there is none; null where it can be used, else one line that says what to do.</summary>
    public Task<string?> ProbeAsync(CancellationToken ct) => ProbeAsync(options.Value.StallTimeout, ct);

    /// <inheritdoc cref="ProbeAsync(CancellationToken)"/>
    /// <param name="limit">How long the server may be silent; the <c>Minio:StallTimeout</c> where that is less.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<string?> ProbeAsync(TimeSpan limit, CancellationToken ct)
    {
        using var watch = new StallWatch(limit < options.Value.StallTimeout ? limit : options.Value.StallTimeout, time, ct);
        try
        {
            await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Name, MaxKeys = 1 }, watch.Token);
            return null;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchBucket")
        {
            return await MakeAsync(watch, ct);
        }
        catch (Exception exception) when (IsFailure(exception, watch, ct))
        {
            return S3Failures.Describe(watch.HasStalled ? null : exception, options.Value, watch.Limit);
        }
    }

    private async Task<string?> MakeAsync(StallWatch watch, CancellationToken ct)
    {
        try
        {
            await client.PutBucketAsync(new PutBucketRequest { BucketName = Name }, watch.Token);
            return null;
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "BucketAlreadyOwnedByYou")
        {
            return null; // another instance made it in the meantime
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.Forbidden)
        {
            return $"The S3 server {options.Value.Url} has no bucket {Name}, and Minio:AccessKey may not make it ({exception.ErrorCode}). Make the bucket, or permit that.";
        }
        catch (Exception exception) when (IsFailure(exception, watch, ct))
        {
            return S3Failures.Describe(watch.HasStalled ? null : exception, options.Value, watch.Limit);
        }
    }

    private static bool IsFailure(Exception exception, StallWatch watch, CancellationToken ct) =>
        !ct.IsCancellationRequested && (watch.HasStalled || S3Failures.IsOfServer(exception));
}
