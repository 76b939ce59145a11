using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.ClientInBrowser;

namespace DocumentPipelineHost.Tests.Tus;

/// <summary>
/// tus-js-client 4.3.1 in Node, a process of its own (<c>Client/upload.mjs</c>); each line that it prints is one thing
/// that happened.
/// </summary>
internal sealed class TusClientProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<JsonNode> _lines = [];

    private TusClientProcess(Process process) => _process = process;

    private static string Folder => typeof(TusClientProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static each => each.Key == "TusClient").Value!;

    public IReadOnlyList<JsonNode> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Skips the test where there is no Node.</summary>
    public static TusClientProcess Start(JsonObject settings)
    {
        NodeProcess.Require();
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "upload.mjs"), settings.ToJsonString()])
        {
            RedirectStandardOutput = true,
        };
        var client = new TusClientProcess(new Process { StartInfo = start });
        client._process.OutputDataReceived += (_, line) => client.Take(line.Data);
        client._process.Start();
        client._process.BeginOutputReadLine();
        return client;
    }

    /// <summary>Waits for its end; the line with the outcome.</summary>
    public async Task<JsonNode> EndAsync(TimeSpan limit)
    {
        await _process
            .WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(limit, TestContext.Current.CancellationToken);
        return Lines[^1];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(JsonNode.Parse(line)!);
    }
}
