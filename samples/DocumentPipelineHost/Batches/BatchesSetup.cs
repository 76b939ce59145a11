using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Pipelines;

namespace DocumentPipelineHost.Batches;

/// <summary>Batches: many files as one.</summary>
internal static class BatchesSetup
{
    public static IServiceCollection AddBatches(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<BatchOptions>(configuration, BatchOptions.Section);
        services
            .AddSingleton<BatchStore>()
            .AddSingleton<ShownBatches>()
            .AddSingleton<BatchReads>()
            .AddSingleton<BatchReader>();
        services
            .AddSingleton<BatchAbandonment>()
            .AddSingleton<BatchCreation>()
            .AddSingleton<BatchControlRows>()
            .AddSingleton<BatchControl>()
            .AddSingleton<BatchEndpoint>();
        return services.AddSingleton<BatchRecovery>().AddHostedService<BatchSweepLoop>();
    }
}
