namespace DocumentPipelineHost.Control;

/// <summary>Control of pipelines by people.</summary>
internal static class ControlSetup
{
    public static IServiceCollection AddControl(this IServiceCollection services)
    {
        services
            .AddSingleton<ControlRows>()
            .AddSingleton<ShownPipelines>()
            .AddSingleton<LateDecisions>()
            .AddSingleton<PipelineControl>()
            .AddSingleton<ControlEndpoint>();
        return services.AddHostedService<ControlSweepLoop>();
    }
}
