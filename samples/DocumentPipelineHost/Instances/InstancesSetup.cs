using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Instances;

/// <summary>Who this instance is, and how it knows of others.</summary>
internal static class InstancesSetup
{
    public static IServiceCollection AddInstances(
        this IServiceCollection services, ConnectionOptions connections, HostInstance own)
    {
        services.AddSingleton(own);
        return connections.HasPostgres
            ? services.AddSingleton<IInstances, PostgresInstances>()
            : services.AddSingleton<IInstances, LoneInstance>().AddSingleton<FolderOwner>();
    }
}
