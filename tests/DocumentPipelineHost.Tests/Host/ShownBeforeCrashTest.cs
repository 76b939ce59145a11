using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Batches;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime;
using Dpa.Realtime.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>A host that is killed, and started again on what it kept.</summary>
public abstract class ShownBeforeCrashTest
{
    private protected const string User = HostAtWork.User;

    private protected static readonly string[] EachPage = [.. HostAtWork.EachPage, "--Pipeline:Workers", "1"];

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected static async Task<JsonNode> KillWhileParsingAsync(HostPlace place)
    {
        await using var host = await place.StartChildAsync(EachPage);
        using var client = host.As(User);
        var upload = await client.UploadAsync(Texts.Long(), "long.txt", HostAtWork.All);
        Assert.Equal("processing", (await client.UntilStageAsync(upload, "parse", 5)).Status());
        await host.KillAsync();
        return upload;
    }

    private protected static async Task<string> KillWithABatchAsync(HostPlace place)
    {
        await using var host = await place.StartChildAsync(EachPage);
        using var client = host.As(User);
        var batch = (await client.CreateBatchAsync(BatchClient.Files(1, 300), HostAtWork.All)).Body;
        await UntilParsingAsync(client, batch["documents"]![0]!);
        await host.KillAsync();
        return batch.Id();
    }

    private protected static async Task UntilParsingAsync(HostClient client, JsonNode file)
    {
        var upload = new JsonObject
        {
            ["document_id"] = (string)file["document_id"]!,
            ["processing_pipeline"] = new JsonObject { ["pipeline_id"] = (string)file["pipeline_id"]! },
        };
        Assert.Equal("processing", (await client.UntilStageAsync(upload, "parse", 5)).Status());
    }

    private protected static Task EventuallyKeptAsync(HostPlace place, string status) =>
        Eventually.HoldsAsync(
            () => place.Count($"pipelines WHERE COALESCE(state_status, '') <> '{status}'") == 0,
            $"all are kept as {status}");

    /// <summary>Looks at a batch's row as soon as a transition of it is shown.</summary>
    private protected sealed class AttemptLooks : IPipelineTransitionHandler
    {
        public HostPlace? Place { get; set; }
        public ConcurrentQueue<(int Shown, long Row)> Seen { get; } = [];

        public ValueTask OnTransitionAsync(
            PipelineState pipeline, PipelineTransition transition, CancellationToken cancellationToken)
        {
            if (pipeline.Kind == "batch" && Place is { } place)
                Seen.Enqueue((pipeline.Attempt, place.Scalar("SELECT attempts FROM batches")));
            return ValueTask.CompletedTask;
        }
    }
}
