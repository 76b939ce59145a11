using System.Text.Json.Nodes;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>The stored file is locked by somebody else, as a failing disk or share would have it.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Parse_StorageAwayForAWhile_IsTriedAgainAndShown(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync("--Pipeline:RetryDelay", "00:00:00.2");
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "locked.md");
        JsonNode upload;
        using (new FileStream(place.Folder.Files("originals").Single(), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            // The same bytes again: the document is there, what is missing reads the locked file.
            upload = await client.UploadAsync(Texts.English, "locked.md", ("create_index", "true"));
            var waiting = await UntilAsync(client, upload, static state =>
                (string?)state["status"] == "pending" && Parse(state)["error"] is not null);
            Assert.Equal("storage_unavailable", (string?)Parse(waiting)["error_info"]!["code"]);
            Assert.Contains("Attempt 2 of 6", (string?)waiting["message"], StringComparison.Ordinal);
        }

        var ended = await client.EndAsync(upload);
        Assert.Equal("completed", (string?)ended["status"]);
        Assert.True((int)Parse(ended)["attempt"]! >= 2);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Parse_StorageAwayForGood_FailsAfterItsRetries(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(
            "--Pipeline:RetryDelay", "00:00:00.05", "--Pipeline:Retries", "2");
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "locked.md");
        using var locked = new FileStream(
            place.Folder.Files("originals").Single(), FileMode.Open, FileAccess.Read, FileShare.None);

        var ended = await client.EndAsync(
            await client.UploadAsync(Texts.English, "locked.md", ("create_index", "true")));

        Assert.Equal(
            ("failed", "storage_unavailable"), ((string?)ended["status"], (string?)ended["error_info"]!["code"]));
        Assert.Equal(3, (int)Parse(ended)["attempt"]!);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Parse_OriginalGone_FailsAtOnce(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "gone.md");
        File.Delete(place.Folder.Files("originals").Single());

        var ended = await client.EndAsync(await client.UploadAsync(Texts.English, "gone.md", ("create_index", "true")));

        Assert.Equal(("failed", "original_missing"), ((string?)ended["status"], (string?)ended["error_info"]!["code"]));
        Assert.Equal(1, (int)Parse(ended)["attempt"]!);
    }

    /// <summary>What one failure stopped does not come back all at once, and nothing waits for days.</summary>
    [Theory]
    [InlineData(1, 0, 0, 0.8)]
    [InlineData(1, 0, 1, 1.2)]
    [InlineData(1, 3, 0.5, 8)]
    [InlineData(1, 20, 0.5, 600)]
    [InlineData(1, 20, 1, 720)]
    [InlineData(3600, 0, 0.5, 3600)]
    [InlineData(3600, 20, 1, 4320)]
    public void Wait_DoublesToItsCap_AndIsLeftToChanceByAFifth(
        double first, int retries, double random, double expected) =>
        Assert.Equal(
            expected, Retries.Wait(TimeSpan.FromSeconds(first), retries, random).TotalSeconds, tolerance: 0.001);

    [Fact]
    public async Task Parse_OfSeveralDocuments_DoNotAllWaitTheSame()
    {
        await using var work = await HostAtWork.StartAsync(
            Rows.Sqlite, Gates.Before("parse", static (_, _) => throw new IOException("away")),
            "--Pipeline:RetryDelay", "00:01:00");
        List<string?> waits = [];
        for (var i = 0; i < 4; i++)
        {
            var upload = await work.Client.UploadAsync(Texts.Unique($"{i}"), $"{i}.txt", ("create_index", "true"));
            var waiting = await UntilAsync(work.Client, upload, static state =>
                (string?)state["status"] == "pending" && Parse(state)["error"] is not null);
            waits.Add((string?)waiting["message"]);
        }

        Assert.NotEqual(1, waits.Distinct().Count()); // in tenths of a second of 24
    }

    private static JsonNode Parse(JsonNode state) =>
        state["stages"]!.AsArray().Single(stage => (string?)stage!["id"] == "parse")!;

    private static async Task<JsonNode> UntilAsync(HostClient client, JsonNode upload, Func<JsonNode, bool> reached)
    {
        var path =
            $"/api/v2/documents/{upload["document_id"]}/pipeline/{upload["processing_pipeline"]!["pipeline_id"]}/progress";
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var wait = new Wait($"the state at {path}", TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await client.GetAsync(path) is var state && reached(state))
                return state;
            wait.Came(state.ToJsonString());
            await tick.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
