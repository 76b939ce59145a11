using System.Net;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Calls that meet each other on one document.</summary>
public sealed class OverlapTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Upload_SameBytesAtOnce_IsOneDocumentAndEachPipelineEnds(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As("user-1");
        var ids = Enumerable.Range(0, 4).Select(static _ => Guid.NewGuid().ToString()).ToList();

        var uploads = await Task.WhenAll(
            ids.Select(id =>
                client.UploadAsync(
                    Texts.English, "same.md", ("pipeline_id", id), ("create_index", "true"),
                    ("generate_summary", "true"))));

        Assert.Single(uploads, static upload => (string?)upload["status"] == "uploaded");
        Assert.Single(uploads.Select(static upload => (string?)upload["document_id"]).Distinct());
        foreach (var id in ids)
            await client.UntilAsync(id, "completed");
        foreach (var upload in uploads.Where(static upload => upload["processing_pipeline"] is not null))
            Assert.Equal("completed", (string?)(await client.EndAsync(upload))["status"]);
        Assert.Single(place.Folder.Files("originals"));
        var hits = await client.GetAsync("/api/v2/search?q=gantry");
        Assert.Equal(
            (int)hits["total"]!,
            hits["hits"]!.AsArray().Select(static hit => hit!["snippet"]!.ToJsonString()).Distinct().Count());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Delete_WhileItIsProcessed_StopsTheWorkAndLeavesNothing(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync("--Pipeline:PagesPerCheckpoint", "1");
        using var client = host.As("user-1");
        var pdf = await File.ReadAllBytesAsync(Assets.FiftyPages, Cancellation);
        var upload = await client.UploadAsync(pdf, "gone.pdf", ("create_index", "true"), ("generate_summary", "true"));
        await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "processing");

        using var deleted = await client.Http.DeleteAsync($"/api/v1/documents/{upload["document_id"]}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        JsonNode state = await client.UntilAsync((string)upload["processing_pipeline"]!["pipeline_id"]!, "cancelled");
        Assert.DoesNotContain(state["stages"]!.AsArray(), static stage => (string?)stage!["status"] == "processing");
        Assert.Empty((await client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
        Assert.Empty(place.Folder.Files("originals"));
        var next = await client.UploadAsync(pdf, "again.pdf", ("create_index", "true"));
        Assert.Equal("completed", (string?)(await client.EndAsync(next))["status"]);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Upload_OfADocumentBeingProcessed_NamesThePipelineThatDoesIt(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync(
            "--Pipeline:RetryDelay", "00:00:00.2", "--Pipeline:Retries", "10");
        using var client = host.As("user-1");
        await client.UploadAsync(Texts.English, "stored.md");
        JsonNode first, covered, more;
        // Locked: the first pipeline cannot end before the others are asked for.
        using (new FileStream(place.Folder.Files("originals").Single(), FileMode.Open, FileAccess.Read, FileShare.None))
        {
            first = await client.UploadAsync(
                Texts.English, "one.md", ("create_index", "true"), ("generate_summary", "true"));
            covered = await client.UploadAsync(Texts.English, "two.md", ("create_index", "true"));
            more = await client.UploadAsync(Texts.English, "three.md", ("deep_analysis", "true"));
        }

        Assert.Equal(
            (string?)first["processing_pipeline"]!["pipeline_id"],
            (string?)covered["processing_pipeline"]!["pipeline_id"]);
        Assert.NotEqual(
            (string?)first["processing_pipeline"]!["pipeline_id"], (string?)more["processing_pipeline"]!["pipeline_id"]
        );
        Assert.Equal("completed", (string?)(await client.EndAsync(first))["status"]);
        var ended = await client.EndAsync(more);
        Assert.Equal(
            ["skipped", "skipped", "skipped", "completed"],
            ended["stages"]!.AsArray().Select(static stage => (string)stage!["status"]!));
    }
}
