namespace DocumentPipelineHost.Storage;

/// <summary>Puts the store of the originals together.</summary>
internal static class StorageSetup
{
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<IOriginalStore, LocalOriginalStore>();
        services.AddSingleton<WorkFiles>().AddSingleton<OriginalDisposal>().AddSingleton<OrphanSweep>();
        services.AddHostedService<OrphanSweepLoop>();
        return services;
    }
}
