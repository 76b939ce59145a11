using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>The mark of the bucket: an object.</summary>
internal sealed class S3StorageMark(S3Objects objects, WorkFiles files, IOptions<MinioOptions> options) : IStorageMark
{
    private const string Key = "storage.id";

    public string Place => $"{options.Value.Url}/{options.Value.Bucket}/{Key}";

    /// <summary>Whether it is the mark's key.</summary>
    public static bool IsMark(string key) => key == Key;

    public async Task<string?> ReadAsync(CancellationToken ct)
    {
        try
        {
            await using var mark = objects.Open(Key, await objects.LengthAsync(Key, ct));
            using var reader = new StreamReader(mark);
            return await reader.ReadToEndAsync(ct) is { Length: > 0 } id ? id : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async Task WriteAsync(string id, CancellationToken ct)
    {
        var path = files.NewPath();
        try
        {
            await File.WriteAllTextAsync(path, id, ct);
            await objects.PutAsync(path, Key, id.Length, ct);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
