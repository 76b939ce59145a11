using System.Text;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>One host, a process of its own, for all hostile files; warm, so that what it grows by is theirs.</summary>
public sealed class HostileHost : IAsyncLifetime
{
    private const int WarmUps = 5;

    private readonly DataFolderOfTest _folder = new();
    private ChildHost? _host;
    private int _documents;

    public ChildHost Host => _host!;

    internal HostProcesses Processes => new(Host.ProcessId);

    /// <summary>A good document that differs from each before it.</summary>
    public byte[] Another() =>
        [.. Texts.English, .. Encoding.UTF8.GetBytes($"\n\nNumber {Interlocked.Increment(ref _documents)}.\n")];

    public async ValueTask InitializeAsync()
    {
        _host = await ChildHost.StartAsync(_folder, "--Engine:CpuSeconds", "10", "--Upload:MaxBytes", $"{250 << 20}");
        using var client = _host.As("warm");
        for (var i = 0; i < WarmUps; i++)
        {
            await client.EndAsync(
                await client.UploadAsync(
                    Another(), "warm.md", ("create_index", "true"), ("generate_summary", "true"),
                    ("deep_analysis", "true")));
            await client.UploadAsync([.. Another(), .. Encoding.ASCII.GetBytes(new string(' ', 20 << 20))], "warm.md");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }
}
