using System.Net;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;
using Minio;
using Minio.DataModel.Args;

namespace DocumentPipelineHost.Buckets;

/// <summary>The bucket itself: whether it can be used, and made where it is missing.</summary>
internal sealed class Bucket(IMinioClient client, IOptions<MinioOptions> options, TimeProvider time)
{
    /// <summary>No object's key begins so: the answer is small, however many there are.</summary>
    private const string Nothing = "none/";

    private string Name => options.Value.Bucket;

    /// <summary>
    /// Checks once, without retries, and creates the bucket where there is none. Returns null where it can be used,
    /// otherwise one line that states what to do.
    /// </summary>
    public Task<string?> ProbeAsync(CancellationToken ct) => ProbeAsync(options.Value.StallTimeout, ct);

    /// <inheritdoc cref="ProbeAsync(CancellationToken)"/>
    /// <param name="limit">How long the server may be silent; the <c>Minio:StallTimeout</c> where that is less.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<string?> ProbeAsync(TimeSpan limit, CancellationToken ct)
    {
        using var watch = new StallWatch(
            limit < options.Value.StallTimeout ? limit : options.Value.StallTimeout, time, ct);
        try
        {
            // its answer states what is wrong, unlike the answer to HEAD
            var list = new ListObjectsArgs().WithBucket(Name).WithPrefix(Nothing).WithRecursive(true);
            await client.ListObjectsEnumAsync(list, watch.Token).AnyAsync(watch.Token);
            return null;
        }
        catch (S3AnswerException exception) when (exception.Code == "NoSuchBucket")
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
            await client.MakeBucketAsync(
                new MakeBucketArgs().WithBucket(Name).WithLocation(options.Value.Region), watch.Token);
            return null;
        }
        catch (S3AnswerException exception) when (exception.Code == "BucketAlreadyOwnedByYou")
        {
            return null; // another instance made it in the meantime
        }
        catch (S3AnswerException exception) when (exception.Status == HttpStatusCode.Forbidden)
        {
            return $"The S3 server {options.Value.Url} has no bucket {Name}, and Minio:AccessKey may not make it "
                + $"({exception.Code}). Make the bucket, or permit that.";
        }
        catch (Exception exception) when (IsFailure(exception, watch, ct))
        {
            return S3Failures.Describe(watch.HasStalled ? null : exception, options.Value, watch.Limit);
        }
    }

    private static bool IsFailure(Exception exception, StallWatch watch, CancellationToken ct) =>
        !ct.IsCancellationRequested && (watch.HasStalled || S3Failures.IsOfServer(exception));
}
