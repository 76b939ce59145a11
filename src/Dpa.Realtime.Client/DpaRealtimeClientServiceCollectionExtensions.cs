using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Client;

/// <summary>Registers the client.</summary>
public static class DpaRealtimeClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds one <see cref="RealtimeClient"/> for the whole application, with its logging, metrics and clock.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; may take further services, for example an <see cref="HttpClient"/> of
    /// a factory.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDpaRealtimeClient(
        this IServiceCollection services, Action<IServiceProvider, RealtimeClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.TryAddSingleton(provider =>
        {
            var options = new RealtimeClientOptions
            {
                TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            };
            configure(provider, options);
            return new RealtimeClient(
                options, provider.GetService<ILogger<RealtimeClient>>(), provider.GetService<IMeterFactory>());
        });
        return services;
    }

    /// <summary>
    /// Adds one <see cref="RealtimeClient"/> for the whole application, with its logging, metrics and clock.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDpaRealtimeClient(
        this IServiceCollection services, Action<RealtimeClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddDpaRealtimeClient((_, options) => configure(options));
    }
}
