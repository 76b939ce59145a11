using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults.Proxy;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// A host that reaches one of its services through a proxy: the service is gone, or falls silent, when the test wants
/// it to. Whose service it is ends it.
/// </summary>
internal sealed class HostBehindProxy : IAsyncDisposable
{
    private readonly FaultProxy _proxy;
    private readonly TestHost _host;

    private HostBehindProxy(DataFolderOfTest folder, FaultProxy proxy, TestHost host) =>
        (Folder, _proxy, _host, Client) = (folder, proxy, host, host.As(HostAtWork.User));

    public DataFolderOfTest Folder { get; }

    public HostClient Client { get; }

    /// <param name="port">The service's, on 127.0.0.1.</param>
    /// <param name="settings">The host's, by the proxy that it is to use.</param>
    public static async Task<HostBehindProxy> StartAsync(int port, Func<FaultProxy, IEnumerable<string>> settings)
    {
        var folder = new DataFolderOfTest();
        var proxy = FaultProxy.Start(port);
        try
        {
            return new(folder, proxy, await TestHost.StartAsync(folder, [.. settings(proxy)]));
        }
        catch
        {
            await proxy.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Connections stay open, and nothing passes.</summary>
    public void FallSilent() => _proxy.Rules = FaultRules.HalfOpen;

    /// <summary>Connections are reset, and new ones refused.</summary>
    public void GoAway()
    {
        _proxy.Refuse();
        _proxy.ResetAll();
    }

    public void ComeBack()
    {
        _proxy.ResetAll();
        _proxy.Resume();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.DisposeAsync();
        await _proxy.DisposeAsync();
        Folder.Dispose();
    }
}
