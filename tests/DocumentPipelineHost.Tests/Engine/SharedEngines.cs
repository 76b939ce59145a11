using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Extensions.Options.Options;

[assembly: AssemblyFixture(typeof(SharedEngines))]

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// The parsing processes of all hosts in this process: warm ones go from a test to the next. A new one costs about half
/// a second of processor time until its first document is read, and the tests start hundreds of hosts.
/// </summary>
public sealed class SharedEngines : IDisposable
{
    /// <summary>How many are kept: two for each of the hosts that work at the same time.</summary>
    private const int Kept = 6;

    private static readonly Lazy<EnginePool> Pool = new(static () => new EnginePool(
        Create(new EngineOptions()), Create(new PipelineOptions { Workers = Kept }), TimeProvider.System));

    /// <summary>Gives them to a host; one with settings of its own for them has its own.</summary>
    internal static void AddTo(IServiceCollection services, IEnumerable<string> settings)
    {
        if (!settings.Any(static each => each.StartsWith($"--{EngineOptions.Section}:", StringComparison.Ordinal)))
            services.AddSingleton(Pool.Value);
    }

    public void Dispose()
    {
        if (Pool.IsValueCreated)
            Pool.Value.Dispose();
    }
}
