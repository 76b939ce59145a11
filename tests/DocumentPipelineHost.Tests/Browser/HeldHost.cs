using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A host with the built page whose documents wait before one stage until the test lets them go, but for the first
/// ones.
/// </summary>
internal sealed class HeldHost : IAsyncDisposable
{
    private const int All = 100_000;

    private readonly DataFolderOfTest _folder = new();
    private readonly SemaphoreSlim _passes = new(0);
    private TestHost? _host;

    public Uri Address => _host!.Address;

    public IServiceProvider Services => _host!.Services;

    public static async Task<HeldHost> StartAsync(
        string stage, int passes = 0, Action<IServiceCollection>? configure = null)
    {
        var held = new HeldHost();
        if (passes > 0)
            held.Release(passes);
        held._host = await TestHost.StartAsync(held._folder, Configure, "--webroot", PageHost.WebRoot);
        return held;

        void Configure(IServiceCollection services)
        {
            Gates.Before(stage, (_, ct) => held._passes.WaitAsync(ct))(services);
            configure?.Invoke(services);
        }
    }

    /// <summary>Lets all go on, or so many and no others.</summary>
    public void Release(int documents = All) => _passes.Release(documents);

    public async ValueTask DisposeAsync()
    {
        Release();
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
        _passes.Dispose();
    }
}
