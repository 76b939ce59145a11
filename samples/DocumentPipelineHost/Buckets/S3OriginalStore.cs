using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Keeps the originals in an S3 bucket. Promises, beside the store's own: whatever the server or the network does, a call ends; it is tried again
/// a few times, and given up when no byte has moved for a while; a cut is noticed, and reading goes on where it was.
/// </summary>
internal sealed class S3OriginalStore(S3Calls calls, S3Upload upload, WorkFiles files, IOptions<MinioOptions> options) : IOriginalStore
{
    private string Bucket => options.Value.Bucket;

    public async Task<string> KeepAsync(IncomingFile incoming, string documentId, CancellationToken ct)
    {
        var key = OriginalKeys.New(incoming.Sha256, documentId);
        await upload.PutAsync(incoming.Path, new Original(key, incoming.Length, incoming.Sha256), ct);
        return key;
    }

    public async Task<LocalCopy> FetchAsync(Original original, CancellationToken ct)
    {
        await using var source = await OpenAsync(original, ct);
        var copy = new LocalCopy(files.NewPath(), isTemporary: true);
        try
        {
            await using var target = new FileStream(copy.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            await OriginalContent.CopyAsync(source, target, original, ct);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public async Task<Stream> OpenAsync(Original original, CancellationToken ct)
    {
        OriginalContent.CheckLength(original, await calls.LengthAsync(original.Key, ct));
        return new S3ObjectStream(calls, Bucket, original);
    }

    public Task DeleteAsync(string key, CancellationToken ct) => calls.RunAsync((client, watch) => client.DeleteObjectAsync(Bucket, key, watch.Token), ct);

    public async IAsyncEnumerable<StoredFile> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = Bucket };
        do
        {
            var page = await calls.RunAsync((client, watch) => client.ListObjectsV2Async(request, watch.Token), ct);
            foreach (var file in page.S3Objects ?? [])
                yield return new StoredFile(file.Key, Utc(file.LastModified));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken ct)
    {
        var request = new ListMultipartUploadsRequest { BucketName = Bucket };
        ListMultipartUploadsResponse page;
        do
        {
            page = await calls.RunAsync((client, watch) => client.ListMultipartUploadsAsync(request, watch.Token), ct);
            foreach (var left in (page.MultipartUploads ?? []).Where(each => OriginalKeys.DocumentId(each.Key) is not null && Utc(each.Initiated) < before))
                await calls.RunAsync((client, watch) => client.AbortMultipartUploadAsync(Bucket, left.Key, left.UploadId, watch.Token), ct);
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    /// <summary>What has no time is as new as can be: it is not swept.</summary>
    private static DateTimeOffset Utc(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : DateTimeOffset.MaxValue;
}
