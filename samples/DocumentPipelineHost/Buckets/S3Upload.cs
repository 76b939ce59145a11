using System.Security.Cryptography;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;
using Minio;
using Minio.DataModel.Args;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Puts a local file in one request to a signed address, with a hash by which the server refuses other bytes;
/// afterwards it is asked how long the object is. An attempt that was cut leaves nothing there and is made again from
/// the beginning.
/// </summary>
internal sealed class S3Upload(S3Calls calls, S3Network network, IOptions<MinioOptions> options)
{
    /// <summary>Seconds that a signed address holds; it is used at once.</summary>
    private const int AddressSeconds = 300;

    private string Bucket => options.Value.Bucket;

    public async Task PutAsync(string path, string key, long length, CancellationToken ct)
    {
        var hash = await HashAsync(path, ct);
        await calls.RunAsync((client, watch) => PutAsync(client, watch, path, key, hash), ct);
        if (await calls.LengthAsync(key, ct) is var kept && kept != length)
            throw new StorageException(
                $"The S3 server {options.Value.Url} kept {kept} bytes of {length}. Look at its log and its disk.");
    }

    private async Task<bool> PutAsync(IMinioClient client, StallWatch watch, string path, string key, byte[] hash)
    {
        var address = await client.PresignedPutObjectAsync(
            new PresignedPutObjectArgs().WithBucket(Bucket).WithObject(key).WithExpiry(AddressSeconds));
        await using var file = Open(path);
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new WatchedFile(file, watch) };
        request.Content.Headers.ContentMD5 = hash;
        using var answer = await network.Http.SendAsync(request, watch.Token);
        return true;
    }

    /// <summary>Content-MD5 is what all S3 servers compare; the document's own hash is SHA-256.</summary>
    private static async Task<byte[]> HashAsync(string path, CancellationToken ct)
    {
        await using var file = Open(path);
#pragma warning disable CA5351 // Against damage on the way, as the protocol has it.
        return await MD5.HashDataAsync(file, ct);
#pragma warning restore CA5351
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
}
