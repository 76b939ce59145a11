using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;
using Dpa.Realtime.Faults.Redis;

namespace Dpa.Realtime.ChaosTests.Deployment;

/// <summary>What compose.yaml describes, as processes of this machine: the same programs with the same keys, the values changed to addresses that exist here.</summary>
internal sealed class ComposedProcesses : IAsyncDisposable
{
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly List<ServerProcess> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dpa-compose-");
    private RedisServer? _redis;

    public Uri Of(string service) => new($"http://127.0.0.1:{_ports[service]}");

    public RedisServer Redis => _redis!;

    public static async Task<ComposedProcesses> StartAsync()
    {
        var composed = new ComposedProcesses();
        try
        {
            composed._redis = await RedisServer.StartAsync();
            var services = ComposeFile.Read().Where(s => s.Service != "documents").ToList();
            foreach (var (service, _, _) in services) composed._ports[service] = FreePorts.Next();
            foreach (var (service, assembly, environment) in services) composed.Start(service, assembly, environment);
            foreach (var (service, _, _) in services) await Eventually.HoldsAsync(() => AnswersAsync(composed.Of(service)), $"{service} answers", TimeSpan.FromSeconds(60));
            return composed;
        }
        catch
        {
            await composed.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        if (_redis is not null) await _redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void Start(string service, string assembly, IReadOnlyDictionary<string, string> environment)
    {
        var bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", assembly, new DirectoryInfo(AppContext.BaseDirectory).Name));
        var here = environment.ToDictionary(e => e.Key, e => Here(service, e.Key, e.Value));
        _processes.Add(ServerProcess.Start("dotnet", [Path.Combine(bin, $"{assembly}.dll"), $"--contentRoot={bin}"], _folder.FullName, here));
    }

    /// <summary>The value that means the same here.</summary>
    private string Here(string service, string key, string value)
    {
        if (key == "ASPNETCORE_HTTP_PORTS") return $"{_ports[service]}";
        if (value == "redis:6379") return _redis!.Address;
        return Uri.TryCreate(value, UriKind.Absolute, out var other) && _ports.ContainsKey(other.Host) ? Of(other.Host).ToString() : throw new InvalidOperationException($"{service}: what is {key}={value} here?");
    }

    private static async Task<bool> AnswersAsync(Uri address)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/api/v1/pipelines/none/progress"));
            return (int)answer.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
