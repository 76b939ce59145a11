using Amazon.S3;
using Amazon.S3.Model;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Puts a local file: in one request, or, over 16 MiB, in parts, each tried again on its own. Each request is signed with the hash of its bytes, so that the
/// server refuses others; afterwards it is asked how long the object is.
/// </summary>
internal sealed class S3Upload(S3Calls calls, IOptions<MinioOptions> options, TimeProvider time)
{
    private const long PartBytes = 16L << 20;

    /// <summary>The most parts of an object (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html).</summary>
    private const int MaxParts = 10_000;

    /// <summary>How long tidying up may take while somebody waits for an answer; what it does not reach is left to the sweep.</summary>
    private static readonly TimeSpan TidyLimit = TimeSpan.FromSeconds(1);

    private string Bucket => options.Value.Bucket;

    public async Task PutAsync(string path, string key, long length, CancellationToken ct)
    {
        if (length <= PartBytes)
            await PutWholeAsync(path, key, ct);
        else
            await PutPartsAsync(path, key, length, ct);
        if (await calls.LengthAsync(key, ct) is var kept && kept != length)
            throw new StorageException($"The S3 server {options.Value.Url} kept {kept} bytes of {length}. Look at its log and its disk.");
    }

    private Task PutWholeAsync(string path, string key, CancellationToken ct) => calls.RunAsync(
        async (client, watch) =>
        {
            await using var file = Open(path, 0);
            var request = new PutObjectRequest
            {
                BucketName = Bucket, Key = key, InputStream = file, AutoCloseStream = false, UseChunkEncoding = false, DisablePayloadSigning = false,
            };
            request.StreamTransferProgress += (_, _) => watch.Moved();
            return await client.PutObjectAsync(request, watch.Token);
        },
        ct);

    private async Task PutPartsAsync(string path, string key, long length, CancellationToken ct)
    {
        var begun = await calls.RunAsync((client, watch) => client.InitiateMultipartUploadAsync(Bucket, key, watch.Token), ct);
        try
        {
            var size = Math.Max(PartBytes, (length + MaxParts - 1) / MaxParts);
            var parts = new List<PartETag>();
            for (long at = 0; at < length; at += size)
                parts.Add(await PutPartAsync(path, key, begun.UploadId, parts.Count + 1, at, Math.Min(size, length - at), ct));
            await CompleteAsync(key, begun.UploadId, parts, ct);
        }
        catch
        {
            await AbortAsync(key, begun.UploadId);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string path, string key, string uploadId, int number, long at, long size, CancellationToken ct)
    {
        var answer = await calls.RunAsync(
            async (client, watch) =>
            {
                await using var file = Open(path, at);
                var request = new UploadPartRequest
                {
                    BucketName = Bucket, Key = key, UploadId = uploadId, PartNumber = number, PartSize = size, InputStream = file,
                    UseChunkEncoding = false, DisablePayloadSigning = false,
                };
                request.StreamTransferProgress += (_, _) => watch.Moved();
                return await client.UploadPartAsync(request, watch.Token);
            },
            ct);
        return new PartETag(number, answer.ETag);
    }

    private Task CompleteAsync(string key, string uploadId, List<PartETag> parts, CancellationToken ct) => calls.RunAsync(
        async (client, watch) =>
        {
            try
            {
                var request = new CompleteMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = uploadId, PartETags = parts };
                await client.CompleteMultipartUploadAsync(request, watch.Token);
            }
            catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchUpload")
            {
                // An attempt whose answer was lost had completed it; if none had, the object is found missing.
            }

            return true;
        },
        ct);

    private async Task AbortAsync(string key, string uploadId)
    {
        using var limit = new CancellationTokenSource(TidyLimit, time);
        try
        {
            await calls.TryOnceAsync(client => client.AbortMultipartUploadAsync(Bucket, key, uploadId, limit.Token));
        }
        catch (Exception exception) when (S3Failures.IsOfServer(exception) || exception is OperationCanceledException)
        {
            // Why the upload failed is being told; this would only be why its parts are still there.
        }
    }

    private static FileStream Open(string path, long at) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous) { Position = at };
}
