using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Processes;
using Dpa.Realtime.Faults.S3;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Storage;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>
/// What compose.yaml describes, as processes of this machine: the same programs with the same keys, the values changed
/// to what means the same here.
/// </summary>
internal sealed class ComposedHosts : IAsyncDisposable
{
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal);
    private readonly List<ServerProcess> _processes = [];
    private readonly string _bucket = $"composed-{Guid.NewGuid():N}";
    private HostPlace? _place;
    private string? _s3;

    public HostPlace Place => _place!;

    public Uri Of(string service) => new($"http://127.0.0.1:{_ports[service]}");

    public static async Task<ComposedHosts> StartAsync()
    {
        var composed = new ComposedHosts();
        try
        {
            composed._place = await HostPlace.CreateAsync(Rows.Shared);
            composed._s3 = (await SharedSwift.Server).Address;
            var services = ComposeFile.Read();
            foreach (var service in services)
                composed._ports[service.Name] = FreePorts.Next();
            foreach (var service in services)
                composed.Start(service);
            foreach (var service in services)
                await Eventually.HoldsAsync(
                    () => IsReadyAsync(composed.Of(service.Name)),
                    $"{service.Name} is ready", TimeSpan.FromSeconds(60));
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
        foreach (var process in _processes)
            await process.DisposeAsync();
        if (_place is not null)
            await _place.DisposeAsync();
    }

    private void Start(ComposedService service)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            output.Parent!.Parent!.FullName, service.Assembly, output.Name, $"{service.Assembly}.dll");
        var content = service.Assembly == "Proxy" ? Path.GetDirectoryName(program)! : Place.Folder.Path;
        var environment = service.Environment.ToDictionary(
            static entry => entry.Key,
            entry => Here(service, entry.Key, entry.Value));
        _processes.Add(
            ServerProcess.Start("dotnet", [program, $"--contentRoot={content}"], Place.Folder.Path, environment));
    }

    /// <summary>The value that means the same here.</summary>
    private string Here(ComposedService service, string key, string value) =>
        key switch
        {
            "ASPNETCORE_HTTP_PORTS" => $"{_ports[service.Name]}",
            "urls" => Of(service.Name).ToString(),
            "ConnectionStrings__Postgres" => Place.Settings[1],
            "ConnectionStrings__Redis" => Place.Redis.Address,
            "Minio__Endpoint" => _s3!,
            "Minio__AccessKey" => SwiftServer.AccessKey,
            "Minio__SecretKey" => SwiftServer.SecretKey,
            "Minio__Bucket" => _bucket,
            "Data__Directory" => Directory.CreateDirectory(Path.Combine(Place.Folder.Path, service.Name)).FullName,
            _ when Uri.TryCreate(value, UriKind.Absolute, out var other) && _ports.ContainsKey(other.Host) => Of(
                    other.Host)
                .ToString(),
            _ => value,
        };

    private static async Task<bool> IsReadyAsync(Uri address)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/healthz/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
