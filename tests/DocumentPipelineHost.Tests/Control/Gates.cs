using DocumentPipelineHost.Stages;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Control;

/// <summary>Puts a test's own work before a real stage of the host.</summary>
internal static class Gates
{
    public static Action<IServiceCollection> Before(string stage, Func<StageWork, CancellationToken, Task> work) =>
        services =>
        {
            var all = services.Where(static service => service.ServiceType == typeof(IDocumentStage)).ToList();
            foreach (var service in all)
                services.Remove(service);
            foreach (var service in all)
            {
                services.AddSingleton<IDocumentStage>(provider =>
                {
                    var inner = (IDocumentStage)
                        ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
                    return inner.Type == stage ? new GatedStage(inner, work) : inner;
                });
            }
        };
}
