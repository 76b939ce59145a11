using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// The objects of the bucket. Promises: whatever the server or the network does, a call ends; it is tried again a few times, and given up when no byte has
/// moved for a while; a cut is noticed, and reading goes on where it was.
/// </summary>
internal sealed class S3Objects(S3Calls calls, S3Upload upload, IOptions<MinioOptions> options)
{
    private string Bucket => options.Value.Bucket;

    /// <summary>Puts a local file; when it returns the object is whole.</summary>
    public Task PutAsync(string path, string key, long length, CancellationToken ct) => upload.PutAsync(path, key, length, ct);

    /// <summary>Bytes of an object.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public Task<long> LengthAsync(string key, CancellationToken ct) => calls.LengthAsync(key, ct);

    /// <summary>An object of that length as a stream that can seek, of which only what is read is moved.</summary>
    public Stream Open(string key, long length) => new S3ObjectStream(calls, Bucket, key, length);

    /// <summary>Deletes an object; one that is not there is no error.</summary>
    public Task DeleteAsync(string key, CancellationToken ct) =>
        calls.RunAsync((client, watch) => client.DeleteObjectAsync(Bucket, key, watch.Token), ct);

    /// <summary>The objects whose keys begin so, in no order.</summary>
    public async IAsyncEnumerable<StoredFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix };
        do
        {
            var page = await calls.RunAsync((client, watch) => client.ListObjectsV2Async(request, watch.Token), ct);
            foreach (var file in page.S3Objects ?? [])
                yield return new StoredFile(file.Key, Utc(file.LastModified));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>Removes what puts left that began before <paramref name="before"/> and never ended, where the key is ours.</summary>
    public async Task RemoveUnfinishedAsync(Func<string, bool> isOurs, DateTimeOffset before, CancellationToken ct)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Bucket };
        ListMultipartUploadsResponse page;
        do
        {
            page = await calls.RunAsync((client, watch) => client.ListMultipartUploadsAsync(request, watch.Token), ct);
            foreach (var left in (page.MultipartUploads ?? []).Where(each => isOurs(each.Key) && Utc(each.Initiated) < before))
                await calls.RunAsync((client, watch) => client.AbortMultipartUploadAsync(Bucket, left.Key, left.UploadId, watch.Token), ct);
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    /// <summary>What has no time is as new as can be: it is not swept.</summary>
    private static DateTimeOffset Utc(DateTime? time) =>
        time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;
}
