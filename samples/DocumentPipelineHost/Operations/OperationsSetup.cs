namespace DocumentPipelineHost.Operations;

/// <summary>Operations on stored documents.</summary>
internal static class OperationsSetup
{
    public static IServiceCollection AddOperations(this IServiceCollection services) =>
        services.AddSingleton<OperationStart>().AddSingleton<OperationsEndpoint>();
}
