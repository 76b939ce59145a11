using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.ClientInBrowser;

/// <summary>
/// The client in Node as it is without a <c>WebSocket</c> (Node 20), in a process of its own (<c>Pages/node.js</c>).
/// </summary>
internal sealed class NodeProcess : RecordedClient, IAsyncDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process) => _process = process;

    /// <summary>
    /// Skips the test where there is no Node. What is in <paramref name="options"/> are options of the client, by their
    /// names.
    /// </summary>
    public static NodeProcess Start(Uri server, JsonObject options, params string[] watched)
    {
        Require();
        var all = options.DeepClone().AsObject();
        all["baseUrl"] = server.ToString();
        all["userId"] = PageServer.User;
        all["watch"] = new JsonArray([.. watched.Select(id => (JsonNode)id)]);
        return new NodeProcess(
            Process.Start(
                new ProcessStartInfo(
                    "node",
                    ["--no-experimental-websocket", Path.Combine(ClientPages.Folder, "node.js"), all.ToJsonString()])
                {
                    RedirectStandardInput = true, RedirectStandardOutput = true,
                })!);
    }

    public override async Task<Told> ToldAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        return Told.Parse(
            await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException("Node ended."));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <summary>Skips the test where there is no Node.</summary>
    public static void Require()
    {
        const string Missing = "node is missing: sudo apt-get install -y --no-install-recommends nodejs npm";
        if (
            (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(':')
                .Any(folder => File.Exists(Path.Combine(folder, "node"))))
            return;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("DPA_REQUIRE_SERVICES") == "1", Missing);
        Assert.Fail(Missing);
    }
}
