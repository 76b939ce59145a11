using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A host of the test's own with the built page: what one test leaves in the page's lists is not in another's pictures.
/// In this process, where it starts in a tenth of the time; <see cref="PageProcess"/> is one that can be killed.
/// </summary>
internal sealed class PageHost : IAsyncDisposable
{
    private readonly DataFolderOfTest _folder;
    private readonly TestHost _host;

    private PageHost(DataFolderOfTest folder, TestHost host) => (_folder, _host) = (folder, host);

    public Uri Address => _host.Address;

    /// <summary>Where the build puts the page.</summary>
    public static string WebRoot => Path.Combine(Assets.Root, "samples", "DocumentPipelineHost", "wwwroot");

    public static async Task<PageHost> StartAsync(params string[] settings)
    {
        var folder = new DataFolderOfTest();
        return new(folder, await TestHost.StartAsync(folder, ["--webroot", WebRoot, .. settings]));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
