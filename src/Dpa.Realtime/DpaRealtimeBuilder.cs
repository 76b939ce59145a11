using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime;

/// <summary>
/// What <c>AddDpaRealtime()</c> returns: the place to add the application's own parts and another backplane.
/// </summary>
public sealed class DpaRealtimeBuilder
{
    internal DpaRealtimeBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Decides who may see a pipeline. Default: its owner only.</summary>
    /// <typeparam name="T">The authoriser, a singleton.</typeparam>
    /// <returns>This builder.</returns>
    public DpaRealtimeBuilder AddPipelineAuthorizer<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T
    >()
        where T : class, IPipelineAuthorizer
    {
        Services.AddSingleton<IPipelineAuthorizer, T>();
        return this;
    }

    /// <summary>Gives the library the application's own record of its pipelines.</summary>
    /// <typeparam name="T">The archive, a singleton.</typeparam>
    /// <returns>This builder.</returns>
    public DpaRealtimeBuilder AddPipelineArchive<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T
    >()
        where T : class, IPipelineArchive
    {
        Services.AddSingleton<IPipelineArchive, T>();
        return this;
    }

    /// <summary>Adds a handler of transitions; any number may be added.</summary>
    /// <typeparam name="T">The handler, a singleton.</typeparam>
    /// <returns>This builder.</returns>
    public DpaRealtimeBuilder AddTransitionHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T
    >()
        where T : class, IPipelineTransitionHandler
    {
        Services.AddSingleton<IPipelineTransitionHandler, T>();
        return this;
    }

    /// <summary>Takes control requests that no live run takes.</summary>
    /// <typeparam name="T">The handler, a singleton.</typeparam>
    /// <returns>This builder.</returns>
    public DpaRealtimeBuilder AddControlHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T
    >()
        where T : class, IPipelineControlHandler
    {
        Services.AddSingleton<IPipelineControlHandler, T>();
        return this;
    }

    /// <summary>
    /// Keeps pipelines in a store that the application provides. All nodes that share the store act as one.
    /// </summary>
    /// <typeparam name="T">The store, a singleton; its guarantees are those of
    /// <see cref="IPipelineStore"/>.</typeparam>
    /// <returns>This builder.</returns>
    public DpaRealtimeBuilder AddPipelineStore<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IPipelineStore
    {
        Services.AddSingleton<IPipelineStore, T>();
        return this;
    }
}
