using System.Diagnostics.CodeAnalysis;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Endpoints;
using Dpa.Realtime.Engine;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Guests;
using Dpa.Realtime.Publishing;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using IConnectionListenerFactory = Microsoft.AspNetCore.Connections.IConnectionListenerFactory;

namespace Dpa.Realtime;

/// <summary>Registers the library.</summary>
public static class DpaRealtimeServiceCollectionExtensions
{
    /// <summary>
    /// Adds real-time progress: <see cref="IProgressNotifier"/> for producers, <see cref="IProgressReader"/>, the
    /// in-memory backplane, what <c>MapDpaWebSocket()</c> and <c>MapDpaProgress()</c> need, and the health check
    /// <c>dpa.realtime</c>.
    /// </summary>
    /// <remarks>
    /// Settings may also come from the configuration:
    /// <c>builder.Services.AddOptions&lt;DpaRealtimeOptions&gt;().BindConfiguration("DpaRealtime")</c>. What is
    /// registered later wins. Wrong settings stop the application when it starts
    /// (<see cref="OptionsValidationException"/>).
    /// </remarks>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes the settings. Default: the defaults of <see cref="DpaRealtimeOptions"/>.</param>
    /// <returns>A builder for the application's own parts.</returns>
    public static DpaRealtimeBuilder AddDpaRealtime(
        this IServiceCollection services, Action<DpaRealtimeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<DpaRealtimeOptions>().ValidateOnStart();
        if (configure is not null) services.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DpaRealtimeOptions>, OptionsRules>());
        services.TryAddSingleton(s => s.GetRequiredService<IOptions<DpaRealtimeOptions>>().Value);
        services.TryAddSingleton(TimeProvider.System);
        AddDiagnostics(services);
        AddPublishing(services);
        AddFanOut(services);
        AddConnections(services);
        services.AddHostedService<SweepLoop>();
        return new DpaRealtimeBuilder(services);
    }

    private static void AddDiagnostics(IServiceCollection services)
    {
        AddLoggers(services);
        services.AddMetrics();
        services.TryAddSingleton<RealtimeMetrics>();
        services.TryAddSingleton<IdentityCheck>();
        services.TryAddSingleton<ClientFailures>();
        services.TryAddSingleton<Descriptors>();
        AddListening(services);
        services.TryAddSingleton<GuestCalls>();
        services.TryAddSingleton<IGuestCalls>(s => s.GetRequiredService<GuestCalls>());
        services.AddHealthChecks();
        services.Configure<HealthCheckServiceOptions>(health =>
        {
            if (health.Registrations.All(r => r.Name != NodeHealth.Name))
                health.Registrations.Add(
                    new HealthCheckRegistration(NodeHealth.Name, Health, failureStatus: null, tags: null));
        });
    }

    /// <summary>Gives every class that logs a logger that does not throw.</summary>
    private static void AddLoggers(IServiceCollection services)
    {
        AddLogger<IdentityCheck>(services);
        AddLogger<DescriptorGuard>(services);
        AddLogger<ProgressNotifier>(services);
        AddLogger<TransitionDispatcher>(services);
        AddLogger<SweepLoop>(services);
        AddLogger<PipelineHub>(services);
        AddLogger<PipelineEngine>(services);
        AddLogger<GuestCalls>(services);
        AddLogger<ClientFailures>(services);
        AddLogger<CallerIdentity>(services);
        AddLogger<OriginGate>(services);
        AddLogger<HeartbeatLoop>(services);
        AddLogger<Connection>(services);
        AddLogger<ConnectionRegistry>(services);
    }

    private static void AddLogger<T>(IServiceCollection services) =>
        services.TryAddSingleton<ILogger<T>, QuietLogger<T>>();

    private static NodeHealth Health(IServiceProvider services)
    {
        var registry = services.GetRequiredService<ConnectionRegistry>();
        var guests = services.GetRequiredService<GuestCalls>();
        var transitions = services.GetRequiredService<TransitionDispatcher>();
        return new NodeHealth(
            services.GetRequiredService<IBackplane>().ProbeAsync, services.GetRequiredService<TimeProvider>(),
            () => registry.IsDraining,
            services.GetRequiredService<RunRegistry>().TransitionsWaiting,
            () => guests.BlockedThreads,
            () => guests.OverdueCalls,
            () => transitions.IsFull,
            services.GetRequiredService<DescriptorGuard>());
    }

    private static void AddPublishing(IServiceCollection services)
    {
        services.TryAddSingleton<RunRegistry>();
        services.TryAddSingleton<TransitionDispatcher>();
        services.AddHostedService(s => s.GetRequiredService<TransitionDispatcher>());
        services.TryAddSingleton(s => new ArchiveLookup(
            s.GetRequiredService<IBackplane>(),
            s.GetRequiredService<IGuestCalls>(),
            s.GetService<IPipelineArchive>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<UserBudgets>()));
        services.TryAddSingleton(s => new PublishingContext(
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<DpaRealtimeOptions>(),
            s.GetRequiredService<RealtimeMetrics>(),
            s.GetRequiredService<ILogger<ProgressNotifier>>(),
            s.GetRequiredService<RunRegistry>(),
            s.GetRequiredService<TransitionDispatcher>(),
            s.GetRequiredService<IGuestCalls>(),
            s.GetService<IProvisionalSink>()));
        services.TryAddSingleton<IProgressNotifier, ProgressNotifier>();
        services.TryAddSingleton<IRunControl, RunControl>();
        services.TryAddSingleton<Answers>();
    }

    private static void AddFanOut(IServiceCollection services)
    {
        services.TryAddSingleton<IPipelineStore, InMemoryPipelineStore>();
        services.TryAddSingleton<IBackplane, PipelineEngine>();
        services.TryAddSingleton<DelayWheel>();
        services.TryAddSingleton<IDrainLoad>(s => s.GetRequiredService<DrainScheduler>());
        services.TryAddSingleton<ProgressPace>();
        services.TryAddSingleton<PipelineHub>();
        services.TryAddSingleton<IProvisionalSink>(s => s.GetRequiredService<PipelineHub>());
        services.TryAddSingleton<RecentStates>();
        services.TryAddSingleton<PipelineLists>();
        services.TryAddSingleton<StateWaiting>();
        services.TryAddSingleton<IProgressReader>(s => s.GetRequiredService<StateWaiting>());
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.TryAddSingleton<IPipelineAuthorizer, OwnerOnlyAuthorizer>();
        services.TryAddSingleton<AccessCheck>();
        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton(s => new UserBudgets(
            s.GetRequiredService<DpaRealtimeOptions>(), s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<RealtimeMetrics>().ClientCost));
        services.TryAddSingleton<VisibleStates>();
        services.TryAddSingleton(s => new ControlRouter(
            s.GetRequiredService<IBackplane>(), s.GetRequiredService<VisibleStates>(),
            s.GetRequiredService<AccessCheck>(), s.GetRequiredService<IGuestCalls>(), s.GetRequiredService<Answers>(),
            s.GetService<IPipelineControlHandler>()));
        services.TryAddSingleton<DrainScheduler>();
        services.TryAddSingleton<ConnectionContext>();
        AddTickets(services);
        services.TryAddSingleton<AccessChanges>();
        services.TryAddSingleton<IConnectionCloser, ConnectionCloser>();
        services.TryAddSingleton<OriginGate>();
        services.TryAddSingleton<CallerIdentity>();
        services.TryAddSingleton<WebSocketEndpoint>();
        services.TryAddSingleton<TicketEndpoint>();
        services.TryAddSingleton<StatsEndpoint>();
        services.TryAddSingleton<Admission>();
        services.TryAddSingleton<LongPoll>();
        services.TryAddSingleton<BulkPoll>();
        services.TryAddSingleton<ProgressEndpoint>();
        services.TryAddSingleton<ListPoll>();
        services.TryAddSingleton<ListEndpoint>();
        AddAccepted(services);
        services.TryAddSingleton<EventsEndpoint>();
        services.TryAddSingleton<ControlEndpoint>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, HandshakeLimit>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<KestrelServerOptions>, DescriptorLimit>());
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IPostConfigureOptions<OutputCacheOptions>, UnlockedPaths>());
        services.AddHostedService<HeartbeatLoop>();
        services.AddHostedService<ShutdownDrain>();
    }

    /// <summary>
    /// <c>Results.Extensions.Accepted(run)</c>. A worker without HTTP has no endpoints, so they are looked for late.
    /// </summary>
    private static void AddAccepted(IServiceCollection services)
    {
        services.TryAddSingleton<EndWait>();
        services.TryAddSingleton<IEndpointAddressScheme<ProgressAddress>>(s =>
            new ProgressAddressScheme(s.GetRequiredService<EndpointDataSource>()));
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.TypeInfoResolverChain.Add(AcceptedJson.Default));
    }

    /// <summary>
    /// Whatever transport the server has accepts with care, whether the server is added before or after.
    /// </summary>
    private static void AddListening(IServiceCollection services)
    {
        if (services.Any(d => d.ServiceType == typeof(DescriptorGuard))) return;
        services.AddSingleton<DescriptorGuard>();
        if (!OperatingSystem.IsLinux())
            return;
        var given = services.LastOrDefault(d =>
            d.ServiceType == typeof(IConnectionListenerFactory) && !d.IsKeyedService);
        services.AddSingleton<IConnectionListenerFactory>(s => new CarefulListenerFactory(
            Given<IConnectionListenerFactory, SocketTransportFactory>(s, given),
            s.GetRequiredService<DescriptorGuard>(), s.GetRequiredService<TimeProvider>()));
    }

    /// <summary>
    /// Passes the ticket's caller to the policy evaluator, whether the application registers its own before or after.
    /// </summary>
    private static void AddTickets(IServiceCollection services)
    {
        if (services.Any(d => d.ServiceType == typeof(Tickets))) return;
        services.AddSingleton<Tickets>();
        var given = services.LastOrDefault(d => d.ServiceType == typeof(IPolicyEvaluator) && !d.IsKeyedService);
        services.AddTransient<IPolicyEvaluator>(s => new TicketPolicyEvaluator(
            Given<IPolicyEvaluator, PolicyEvaluator>(s, given), s.GetRequiredService<Tickets>()));
    }

    /// <summary>What was registered before, or else the framework's own.</summary>
    private static TService Given<
        TService,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDefault
    >(IServiceProvider services, ServiceDescriptor? given)
        where TService : class
        where TDefault : class, TService => given switch
    {
        null => ActivatorUtilities.CreateInstance<TDefault>(services),
        { ImplementationInstance: TService instance } => instance,
        { ImplementationFactory: { } factory } => (TService)factory(services),
        _ => (TService)ActivatorUtilities.CreateInstance(services, given.ImplementationType!),
    };
}
