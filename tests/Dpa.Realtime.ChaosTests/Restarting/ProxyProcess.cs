using Dpa.Realtime.ChaosTests.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.ChaosTests.Restarting;

/// <summary>
/// deploy/Proxy in front of nodes: round robin, and a node that says that it drains is left out, as the page on
/// diagnostics advises.
/// </summary>
internal sealed class ProxyProcess : IAsyncDisposable
{
    private const string Cluster = "ReverseProxy__Clusters__nodes";
    private static readonly string Bin = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "Proxy", new DirectoryInfo(AppContext.BaseDirectory).Name));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dpa-proxy-");
    private readonly ServerProcess _process;

    private ProxyProcess(IReadOnlyList<NodeProcess> nodes)
    {
        var port = FreePorts.Next();
        Address = new Uri($"http://127.0.0.1:{port}");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            [$"{Cluster}__HealthCheck__Active__Enabled"] = "true",
            [$"{Cluster}__HealthCheck__Active__Interval"] = "00:00:00.500",
            [$"{Cluster}__HealthCheck__Active__Path"] = "/health",
            [$"{Cluster}__HealthCheck__Active__Policy"] = "ConsecutiveFailures",
            [$"{Cluster}__Metadata__ConsecutiveFailuresHealthPolicy.Threshold"] = "1",
        };
        foreach (var (i, node) in nodes.Index())
            environment[$"{Cluster}__Destinations__node-{i}__Address"] = $"http://127.0.0.1:{node.Port}";
        _process = ServerProcess.Start(
            "dotnet",
            [Path.Combine(Bin, "Proxy.dll"), $"--contentRoot={Bin}"],
            _folder.FullName, environment);
    }

    public Uri Address { get; }

    public static async Task<ProxyProcess> StartAsync(IReadOnlyList<NodeProcess> nodes)
    {
        var proxy = new ProxyProcess(nodes);
        try
        {
            await Eventually.HoldsAsync(proxy.AnswersAsync, "a proxy that answers", TimeSpan.FromSeconds(60));
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited) throw new InvalidOperationException(_process.Describe());
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(Address, "/health"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
