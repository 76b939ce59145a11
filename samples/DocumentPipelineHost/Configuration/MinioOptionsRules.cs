using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>What is wrong with <c>Minio:…</c>, each in a sentence that states what to set.</summary>
internal sealed partial class MinioOptionsRules(IOptions<UploadOptions> upload) : IValidateOptions<MinioOptions>
{
    /// <summary>
    /// What S3 takes in one request (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html).
    /// </summary>
    private const long MostBytes = 5L << 30;

    public ValidateOptionsResult Validate(string? name, MinioOptions options)
    {
        if (!options.IsSet)
            return ValidateOptionsResult.Success;
        var wrong = Wrong(options).ToList();
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private IEnumerable<string> Wrong(MinioOptions options)
    {
        if (upload.Value.MaxBytes > MostBytes)
            yield return $"Upload:MaxBytes {upload.Value.MaxBytes} is more than an object may have that is put in one "
                + $"request. Set at most {MostBytes} with Minio:….";

        foreach (
            var (key, value) in new[]
            {
                ("Endpoint", options.Endpoint), ("AccessKey", options.AccessKey), ("SecretKey", options.SecretKey),
            })
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"Minio:{key} is missing. Set Minio:Endpoint, Minio:AccessKey and Minio:SecretKey, or "
                    + $"none of them to keep the originals in Data:Directory.";
        }

        if (!string.IsNullOrWhiteSpace(options.Endpoint) && !IsAuthority(options.Endpoint))
            yield return $"Minio:Endpoint '{options.Endpoint}' is not host or host:port. Leave out http:// and any "
                + $"path; Minio:Secure sets whether it is TLS.";
        if (!BucketName().IsMatch(options.Bucket))
            yield return $"Minio:Bucket '{options.Bucket}' is no bucket name: 3 to 63 of a–z 0–9 . - beginning and "
                + $"ending with a letter or digit.";
    }

    private static bool IsAuthority(string endpoint) =>
        Uri.TryCreate($"s3://{endpoint}", UriKind.Absolute, out var uri)
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
        && string.Equals(uri.Authority, endpoint, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    private static partial Regex BucketName();
}
