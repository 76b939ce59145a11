using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tus;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Buckets;

/// <summary>Puts the originals into a bucket.</summary>
internal static class BucketsSetup
{
    public static IServiceCollection AddBucket(this IServiceCollection services)
    {
        services.AddSingleton<S3Network>();
        services.AddSingleton(static provider =>
            S3Client.Create(
                provider.GetRequiredService<IOptions<MinioOptions>>().Value,
                provider.GetRequiredService<S3Network>().Http));
        services.AddSingleton<S3Calls>().AddSingleton<S3Upload>().AddSingleton<S3Objects>().AddSingleton<Bucket>();
        services.AddSingleton<IOriginalStore, S3OriginalStore>().AddSingleton<ISegmentStore, S3SegmentStore>();
        services.AddSingleton<IStorageMark, S3StorageMark>();
        services.AddHealthChecks().AddCheck<BucketHealth>("bucket");
        services.AddHostedService<BucketLoop>();
        return services;
    }
}
