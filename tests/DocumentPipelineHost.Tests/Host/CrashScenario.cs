using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>
/// The host is killed in the middle of a document, started again, and the document ends: once, with nothing lost and
/// nothing twice.
/// </summary>
public abstract class CrashScenario
{
    private const string User = "user-1";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static async Task KillAsync(Rows rows, string stage, double progress)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        string document, pipeline;
        JsonNode seen;
        await using (var host = await StartAsync(place))
        {
            using var client = host.As(User);
            var upload = await client.UploadAsync(
                pdf, "crash.pdf", ("create_index", "true"), ("generate_summary", "true"));
            (document, pipeline) = (
                (string)upload["document_id"]!, (string)upload["processing_pipeline"]!["pipeline_id"]!);
            seen = await UntilAsync(client, document, pipeline, stage, progress);
            await host.KillAsync();
        }

        await using (var host = await StartAsync(place))
        {
            using var client = host.As(User);
            var restored = await StateAsync(client, document, pipeline);
            Assert.True(
                Attempt(restored).CompareTo(Attempt(seen)) >= 0,
                $"{Attempt(seen)} was seen before the crash, {Attempt(restored)} after it");
            var ended = await client.EndAsync(document, pipeline).WaitAsync(Limit, Cancellation);
            Assert.Equal(("completed", 100.0), ((string?)ended["status"], (double)ended["overall_progress"]!));
        }

        AssertDoneOnce(place);
    }

    private static Task<ChildHost> StartAsync(HostPlace place) =>
        place.StartChildAsync("--Pipeline:PagesPerCheckpoint", "2", "--Pipeline:ChunksPerCheckpoint", "2");

    private static (int Attempt, double Progress) Attempt(JsonNode state) =>
        ((int)state["attempt"]!, (double)state["overall_progress"]!);

    private static Task<JsonNode> StateAsync(HostClient client, string document, string pipeline) =>
        client.GetAsync($"/api/v2/documents/{document}/pipeline/{pipeline}/progress");

    /// <summary>Asks as fast as it can until the stage is that far.</summary>
    private static async Task<JsonNode> UntilAsync(
        HostClient client, string document, string pipeline, string stage, double progress)
    {
        using var wait = new Wait($"{stage} at {progress} %", TimeSpan.FromMinutes(1));
        while (true)
        {
            var state = await StateAsync(client, document, pipeline);
            wait.Came(state.ToJsonString());
            var reached = state["stages"]!.AsArray().Single(each => (string?)each!["id"] == stage)!;
            if ((double)reached["progress"]! >= progress || (bool)state["completed"]!)
                return state;
        }
    }

    private static void AssertDoneOnce(HostPlace place)
    {
        Assert.Equal(50, place.Count("pages"));
        var chunks = place.Count("chunks");
        Assert.True(chunks > 0);
        Assert.Equal(chunks, place.Scalar("SELECT MAX(ordinal) + 1 FROM chunks"));
        Assert.Equal(chunks, place.Scalar("SELECT COUNT(DISTINCT text || page) FROM chunks"));
        Assert.Equal(chunks, place.CountIndexed());
        Assert.Equal(1, place.Count("summaries"));
        Assert.Equal(1, place.Count("pipelines WHERE status = 'completed' AND ended_at IS NOT NULL"));
    }
}
