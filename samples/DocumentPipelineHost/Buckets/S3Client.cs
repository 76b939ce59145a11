using Amazon.Runtime;
using Amazon.S3;
using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Buckets;

/// <summary>Makes the client. It speaks what every S3 server understands: paths with the bucket in them, no trailing checksums, no chunked signatures.</summary>
internal static class S3Client
{
    public static IAmazonS3 Create(MinioOptions options) => new AmazonS3Client(
        new BasicAWSCredentials(options.AccessKey, options.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = options.Url,
            AuthenticationRegion = options.Region,
            ForcePathStyle = true,
            MaxErrorRetry = 0, // S3Calls has the retries
            MaxStaleConnectionRetries = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new S3HttpClients(),
        });
}
