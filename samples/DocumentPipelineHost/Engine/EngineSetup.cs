using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Engine;

/// <summary>Puts the document engine's processes together.</summary>
internal static class EngineSetup
{
    public static IServiceCollection AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<EngineOptions>(configuration, EngineOptions.Section);
        return services.AddSingleton<EnginePool>().AddSingleton<IDocumentEngine, EngineCalls>();
    }
}
