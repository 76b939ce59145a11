using System.Globalization;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;
using Minio.DataModel.Args;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// The objects of the bucket. Promises: whatever the server or the network does, a call ends; it is tried again a few
/// times, and given up when no byte has moved for a while; a cut is noticed, and reading goes on where it was. A list
/// that is cut is not tried again: it ends in an error.
/// </summary>
internal sealed class S3Objects(S3Calls calls, S3Upload upload, S3Network network, IOptions<MinioOptions> options)
{
    private string Bucket => options.Value.Bucket;

    /// <summary>Puts a local file; when it returns the object is whole.</summary>
    public Task PutAsync(string path, string key, long length, CancellationToken ct) =>
        upload.PutAsync(path, key, length, ct);

    /// <summary>Bytes of an object.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    public Task<long> LengthAsync(string key, CancellationToken ct) => calls.LengthAsync(key, ct);

    /// <summary>An object of that length as a stream that can seek, of which only what is read is moved.</summary>
    public Stream Open(string key, long length) => new S3ObjectStream(calls, network.Http, Bucket, key, length);

    /// <summary>Deletes an object; one that is not there is no error.</summary>
    public Task DeleteAsync(string key, CancellationToken ct) => calls.RunAsync(
        async (client, watch) =>
        {
            await client.RemoveObjectAsync(new RemoveObjectArgs().WithBucket(Bucket).WithObject(key), watch.Token);
            return true;
        },
        ct);

    /// <summary>The objects whose keys begin so, in no order.</summary>
    public IAsyncEnumerable<StoredFile> ListAsync(string prefix, CancellationToken ct)
    {
        var list = new ListObjectsArgs().WithBucket(Bucket).WithPrefix(prefix).WithRecursive(true);
        return calls.ListAsync((client, token) => client.ListObjectsEnumAsync(list, token), ct)
            .Select(static file => new StoredFile(file.Key, Utc(file.LastModified)));
    }

    /// <summary>What has no time is as new as can be: it is not swept.</summary>
    private static DateTimeOffset Utc(string? time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var known)
            ? known
            : DateTimeOffset.MaxValue;
}
