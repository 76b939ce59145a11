using DocumentPipelineHost.Buckets;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tus;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// The originals and the pieces of unfinished uploads: a bucket where one is configured, else local folders.
/// </summary>
internal static class StorageSetup
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(MinioOptions.Section);
        services.AddOptions<MinioOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MinioOptions>, MinioOptionsRules>();
        if (section.Get<MinioOptions>() is { IsSet: true })
            services.AddBucket();
        else
            AddLocal(services);
        services.AddSingleton<WorkFiles>().AddSingleton<OriginalDisposal>().AddSingleton<OrphanSweep>();
        services.AddSingleton<StorageClaim>();
        services.AddHostedService<OrphanSweepLoop>();
        return services;
    }

    private static void AddLocal(IServiceCollection services) => services
        .AddSingleton<IOriginalStore, LocalOriginalStore>().AddSingleton<ISegmentStore, LocalSegmentStore>()
        .AddSingleton<IStorageMark, LocalStorageMark>();
}
