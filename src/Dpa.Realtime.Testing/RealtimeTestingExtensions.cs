using Dpa.Realtime.Backplane;
using Dpa.Realtime.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Testing;

/// <summary>Tests of applications with <c>AddDpaRealtime()</c>.</summary>
public static class RealtimeTestingExtensions
{
    private static readonly object InnerKey = new();

    /// <summary>
    /// Records every change of every pipeline. Call it after the application's own registrations, as
    /// <c>ConfigureTestServices</c> does.
    /// </summary>
    /// <param name="services">The application's services, with <c>AddDpaRealtime()</c>.</param>
    /// <returns>The services; resolve <see cref="RunRecorder"/> from them.</returns>
    /// <exception cref="InvalidOperationException"><c>AddDpaRealtime()</c> was not called.</exception>
    public static IServiceCollection AddRunRecorder(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(static d => d.ServiceType == typeof(RunRecorder))) return services;
        var given = services.LastOrDefault(static d => d.ServiceType == typeof(IBackplane) && !d.IsKeyedService)
            ?? throw new InvalidOperationException(
                "Dpa.Realtime is not registered. Call AddDpaRealtime() before AddRunRecorder().");
        var recorder = new RunRecorder();
        services.AddSingleton(recorder);
        services.Add(Keyed(given));
        services.AddSingleton<IBackplane>(s =>
            RecordingBackplane.Around(s.GetRequiredKeyedService<IBackplane>(InnerKey), recorder));
        return services;
    }

    /// <summary>Watches a pipeline over every transport at once, and waits until all of them are open.</summary>
    /// <param name="server">The application's test server: <c>factory.Server</c>, or
    /// <c>app.GetTestServer()</c>.</param>
    /// <param name="pipelineId">The pipeline; it need not exist yet.</param>
    /// <param name="user">Who watches, as the header <c>X-USER-ID</c> (Development, or <c>AllowAnonymous</c>).</param>
    /// <param name="configure">Sets what an authenticated application needs, for example headers. Default:
    /// nothing.</param>
    /// <returns>The connections; dispose them.</returns>
    /// <exception cref="TimeoutException">One was not open within 30 s; the message names it and the
    /// reason.</exception>
    public static async Task<TestConnections> WatchAsync(
        this TestServer server, string pipelineId, string user, Action<RealtimeClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        var all = new TestConnections([
            .. Enum.GetValues<Transport>().Select(t => new TestConnection(server, t, pipelineId, user, configure)),
        ]);
        try
        {
            await Task.WhenAll(all.Select(static c => c.OpenedAsync())).ConfigureAwait(false);
            return all;
        }
        catch
        {
            await all.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The application's own registration, still created and disposed by its container.</summary>
    private static ServiceDescriptor Keyed(ServiceDescriptor given) => given switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IBackplane), InnerKey, instance),
        { ImplementationFactory: { } factory } => new ServiceDescriptor(
            typeof(IBackplane), InnerKey, (s, _) => factory(s), ServiceLifetime.Singleton),
        _ => new ServiceDescriptor(typeof(IBackplane), InnerKey, given.ImplementationType!, ServiceLifetime.Singleton),
    };
}
