using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>As <see cref="PageHost"/>, as a process of its own, which can be killed and started again.</summary>
internal sealed class PageProcess : IAsyncDisposable
{
    private static readonly string[] Settings = ["--webroot", PageHost.WebRoot];

    private readonly DataFolderOfTest _folder;
    private ChildHost _host;

    private PageProcess(DataFolderOfTest folder, ChildHost host) => (_folder, _host) = (folder, host);

    public Uri Address => _host.Address;

    public static async Task<PageProcess> StartAsync()
    {
        var folder = new DataFolderOfTest();
        return new(folder, await ChildHost.StartAsync(folder, Settings));
    }

    /// <summary>The host dies, and nobody comes in its place.</summary>
    public Task KillAsync() => _host.KillAsync();

    /// <summary>After its end: it is back, at the same address and with its data.</summary>
    public async Task RestartAsync()
    {
        var address = Address.GetLeftPart(UriPartial.Authority);
        await _host.DisposeAsync();
        _host = await ChildHost.StartAsync(_folder, [.. Settings, "--urls", address]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
