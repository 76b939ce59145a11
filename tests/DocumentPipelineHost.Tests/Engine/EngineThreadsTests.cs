using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// Reading what parsing processes write holds no thread of the pool: the host has as many as it has processes, and
/// needs some itself.
/// </summary>
public sealed class EngineThreadsTests
{
    private const string Workers = "4";

    [Fact]
    public async Task Documents_WithAsManyProcessesAsThePoolHasThreads_AllEnd()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await ChildHost.StartAsync(
            folder, [("DOTNET_ThreadPool_ForceMaxWorkerThreads", Workers)], "--Pipeline:Workers", Workers);
        using var client = host.As(HostAtWork.User);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);
        var uploads = new List<JsonNode>();
        for (var i = 0; i < 12; i++)
            uploads.Add(await client.UploadAsync(
                [.. pdf, .. Encoding.ASCII.GetBytes($"\n% {i}\n")], $"{i}.pdf", HostAtWork.All));

        foreach (var upload in uploads)
            Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
    }
}
