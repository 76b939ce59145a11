using DocumentPipelineHost.Buckets;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Tus;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// The originals and the pieces of unfinished uploads: a bucket where one is configured, else local folders.
/// </summary>
internal static class StorageSetup
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<MinioOptions, MinioOptionsRules>(configuration, MinioOptions.Section);
        if (configuration.GetSection(MinioOptions.Section).Get<MinioOptions>() is { IsSet: true })
            services.AddBucket();
        else
            AddLocal(services);
        services.AddSingleton<WorkFiles>().AddSingleton<OriginalDisposal>().AddSingleton<OrphanSweep>();
        services.AddSingleton<StorageClaim>().AddSingleton<DiskReserve>();
        services.AddHostedService<DiskReserveLoop>();
        services.AddHealthChecks().AddCheck<DiskHealth>("disk");
        services.AddHostedService<OrphanSweepLoop>();
        return services;
    }

    private static void AddLocal(IServiceCollection services) => services
        .AddSingleton<IOriginalStore, LocalOriginalStore>().AddSingleton<ISegmentStore, LocalSegmentStore>()
        .AddSingleton<IStorageMark, LocalStorageMark>();
}
