using System.Net.Http.Json;
using System.Text.Json;
using Dpa.Realtime.ChaosTests.Histories;
using Dpa.Realtime.Faults;
using Dpa.Realtime.ChaosNode;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.ChaosTests.Nodes;

/// <summary>
/// One node (tests/Dpa.Realtime.ChaosNode) as a process of its own that keeps its port over restarts.
/// </summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Dpa.Realtime.ChaosNode",
            new DirectoryInfo(AppContext.BaseDirectory).Name, "Dpa.Realtime.ChaosNode.dll"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dpa-node-");
    private readonly IReadOnlyList<string> _settings;
    private readonly int _port = FreePorts.Next();
    private readonly HttpClient _http;
    private ServerProcess? _process;

    private NodeProcess(IReadOnlyList<string> settings)
    {
        _settings = settings;
        _http = new HttpClient
        {
            BaseAddress = new Uri($"http://127.0.0.1:{_port}"),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    public int Port => _port;

    public Uri WebSocket => new($"ws://127.0.0.1:{_port}");

    public HttpClient Http => _http;

    public bool IsRunning => _process is { HasExited: false };

    public ServerProcess Process => _process ?? throw new InvalidOperationException("It does not run.");

    /// <param name="redis">A connection string; null for the in-memory backplane.</param>
    /// <param name="settings">More of the command line.</param>
    public static async Task<NodeProcess> StartAsync(string? redis, params string[] settings)
    {
        var node = new NodeProcess(redis is null ? settings : [$"--ConnectionStrings:Redis={redis}", .. settings]);
        try
        {
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync()
    {
        _process = ServerProcess.Start(
            "dotnet",
            [
                Program,
                $"--urls=http://127.0.0.1:{_port}",
                $"--Accepted={Accepted}", "--Logging:LogLevel:Default=Warning",
                "--Logging:LogLevel:Dpa.Realtime=Information", "--Logging:Console:FormatterName=simple",
                "--Logging:Console:FormatterOptions:SingleLine=true",
                "--Logging:Console:FormatterOptions:TimestampFormat=HH:mm:ss.fff ", .. _settings,
            ],
            _folder.FullName);
        await Eventually.HoldsAsync(AnswersAsync, "a node that answers", TimeSpan.FromMinutes(3));
    }

    public async Task KillAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    public Task SetGateAsync(bool isOpen) => PostAsync($"/gate/{(isOpen ? "true" : "false")}", null);

    public Task OrderAsync(ProducerOrder order) => PostAsync("/producers", order);

    public async Task<IReadOnlyList<ShownProducer>> ProducersAsync() =>
        await _http.GetFromJsonAsync<List<ShownProducer>>("/producers") ?? [];

    /// <summary>What its producers asked for and had accepted, those of killed processes too.</summary>
    public IReadOnlyList<Said> Said() =>
        File.Exists(Accepted)
            ? [.. File.ReadLines(Accepted).Select(l => JsonSerializer.Deserialize<Said>(l, JsonSerializerOptions.Web)!)]
            : [];

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Accepted => Path.Combine(_folder.FullName, "accepted.jsonl");

    private async Task PostAsync(string path, object? body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process!.HasExited) throw new InvalidOperationException(_process.Describe());
        try
        {
            using var _ = await _http.GetAsync(new Uri("/producers", UriKind.Relative));
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false; // not yet, or only after the time of one call: it starts
        }
    }
}
