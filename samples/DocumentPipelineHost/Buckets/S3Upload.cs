using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;
using Minio.DataModel.Args;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Puts a local file: in one request, or, from 5 MiB on, in parts; afterwards the server is asked how long the object is. An attempt that was cut is made
/// again from the beginning, since the library tries no part again.
/// </summary>
internal sealed class S3Upload(S3Calls calls, IOptions<MinioOptions> options, TimeProvider time)
{
    /// <summary>How long tidying up may take while somebody waits for an answer; what it does not reach is left to the sweep.</summary>
    private static readonly TimeSpan TidyLimit = TimeSpan.FromSeconds(2);

    private string Bucket => options.Value.Bucket;

    public async Task PutAsync(string path, string key, long length, CancellationToken ct)
    {
        var attempts = 0;
        try
        {
            await calls.RunAsync(
                async (client, watch) =>
                {
                    attempts++;
                    await using var file = Open(path);
                    var put = new PutObjectArgs().WithBucket(Bucket).WithObject(key).WithStreamData(file).WithObjectSize(length);
                    return await client.PutObjectAsync(put, watch.Token);
                },
                ct);
        }
        catch
        {
            await TidyAsync(key);
            throw;
        }

        if (attempts > 1)
            await TidyAsync(key); // parts of the attempts before
        if (await calls.LengthAsync(key, ct) is var kept && kept != length)
            throw new StorageException($"The S3 server {options.Value.Url} kept {kept} bytes of {length}. Look at its log and its disk.");
    }

    private async Task TidyAsync(string key)
    {
        using var limit = new CancellationTokenSource(TidyLimit, time);
        try
        {
            await calls.TryOnceAsync(client => client.RemoveIncompleteUploadAsync(
                new RemoveIncompleteUploadArgs().WithBucket(Bucket).WithObject(key), limit.Token));
        }
        catch (Exception exception) when (S3Failures.IsOfServer(exception) || exception is OperationCanceledException)
        {
            // Why the upload failed is being told; this would only be why its parts are still there.
        }
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
}
