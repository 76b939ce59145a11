namespace DocumentPipelineHost.Estimates;

/// <summary>Estimates from the product's own history.</summary>
internal static class EstimatesSetup
{
    public static IServiceCollection AddEstimates(this IServiceCollection services) =>
        services.AddSingleton<StageHistory>().AddSingleton<EstimateReader>();
}
