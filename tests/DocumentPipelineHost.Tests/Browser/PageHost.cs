using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>A host of the test's own with the built page: what one test leaves in the page's lists is not in another's pictures.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly DataFolderOfTest _folder;
    private readonly ChildHost _host;

    private PageHost(DataFolderOfTest folder, ChildHost host) => (_folder, _host) = (folder, host);

    public Uri Address => _host.Address;

    public static async Task<PageHost> StartAsync()
    {
        var folder = new DataFolderOfTest();
        return new(folder, await ChildHost.StartAsync(folder, "--webroot", Path.Combine(Assets.Root, "samples", "DocumentPipelineHost", "wwwroot")));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
