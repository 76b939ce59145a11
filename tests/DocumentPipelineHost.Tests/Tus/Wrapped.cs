using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>Puts a test's own part around a real one of the host.</summary>
internal static class Wrapped
{
    public static Action<IServiceCollection> Around<T>(Func<T, T> wrap)
        where T : class =>
        services =>
        {
            var real = services.Last(static service => service.ServiceType == typeof(T));
            services.Remove(real);
            services.AddSingleton(provider =>
                wrap((T)ActivatorUtilities.CreateInstance(provider, real.ImplementationType!)));
        };
}
