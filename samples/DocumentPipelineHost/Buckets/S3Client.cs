using DocumentPipelineHost.Configuration;
using Minio;

namespace DocumentPipelineHost.Buckets;

/// <summary>
/// Makes the client: it signs for the configured region, whatever the bucket's is, and has no limits and no retries of
/// its own.
/// </summary>
internal static class S3Client
{
    public static IMinioClient Create(MinioOptions options, HttpClient network) => new MinioClient()
        .WithEndpoint(options.Endpoint)
        .WithCredentials(options.AccessKey, options.SecretKey)
        .WithRegion(options.Region)
        .WithSSL(options.Secure)
        .WithHttpClient(network, disposeHttpClient: false)
        .WithTimeout(0)
        .Build();
}
