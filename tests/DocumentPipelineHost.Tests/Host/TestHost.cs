using DocumentPipelineHost.Tests.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>
/// The real host in this process, on a real port: started with the test's data folder, stopped in order.
/// </summary>
public sealed class TestHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<TestHost> StartAsync(DataFolderOfTest folder, params string[] settings) =>
        StartAsync(folder, null, settings);

    /// <summary>With parts added or replaced.</summary>
    public static async Task<TestHost> StartAsync(
        DataFolderOfTest folder, Action<IServiceCollection>? configure, params string[] settings)
    {
        var app = HostApplication.Create([
            "--urls", "http://127.0.0.1:0",
            "--environment", "Development",
            "--contentRoot", folder.Path,
            "--Data:Directory", folder.Path,
            "--Logging:LogLevel:Default", "Warning",
            .. HostClient.Unlimited,
            .. settings], Configure);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHost(app);

        void Configure(IServiceCollection services)
        {
            SharedEngines.AddTo(services, settings);
            configure?.Invoke(services);
        }
    }

    /// <summary>A script's client: the user is named by the header.</summary>
    public HostClient As(string user) => new(Address, user);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
