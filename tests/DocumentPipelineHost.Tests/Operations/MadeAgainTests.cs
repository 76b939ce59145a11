using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Operations;

/// <summary>"Process again": each result stays until its new one is whole, whatever becomes of the new run.</summary>
public sealed class MadeAgainTests
{
    private static readonly string[] EachPage = HostAtWork.EachPage;
    private static readonly JsonObject Everything = new()
    {
        ["create_index"] = true, ["generate_summary"] = true, ["deep_analysis"] = true, ["force"] = true,
    };

    [Theory]
    [InlineData(Rows.Sqlite, "parse")]
    [InlineData(Rows.Sqlite, "index")]
    [InlineData(Rows.Shared, "parse")]
    [InlineData(Rows.Shared, "index")]
    public async Task Cancel_InTheMiddle_TheFormerResultsAreThereAllTheTime(Rows rows, string stage)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var (client, upload) = (work.Client, await DoneAsync(work));
        var former = Results(work.Place);

        var again = await AgainAsync(client, upload);
        Assert.Equal("processing", (await client.UntilStageAsync(again, stage, 50)).Status());
        await AssertReadableAsync(client, upload, stage);
        Assert.Equal(200, (await client.ControlAsync(again, "cancel")).Status);

        Assert.Equal(former, Results(work.Place));
        Assert.Equal((0, 0), (work.Place.Count("page_drafts"), work.Place.Count("chunk_drafts")));
        await AssertReadableAsync(client, upload, stage);
    }

    [Theory]
    [InlineData(Rows.Sqlite, "index")]
    [InlineData(Rows.Sqlite, "summary")]
    [InlineData(Rows.Sqlite, "analysis")]
    [InlineData(Rows.Shared, "index")]
    public async Task Failure_InAStage_ItsFormerResultStaysAndARetryReplacesIt(Rows rows, string stage)
    {
        var runs = 0;
        await using var work = await HostAtWork.StartAsync(
            rows,
            Gates.Before(stage, (_, _) =>
                Interlocked.Increment(ref runs) == 2
                    ? throw new InvalidOperationException("It broke.")
                    : Task.CompletedTask));
        var (client, upload) = (work.Client, await DoneAsync(work));
        var column = stage switch { "index" => "indexed_at", "summary" => "summarized_at", _ => "analyzed_at" };
        var (former, doneAt) = (Results(work.Place), At());

        var again = await AgainAsync(client, upload);
        Assert.Equal("failed", (await client.EndAsync(again)).Status());
        Assert.Equal(former, Results(work.Place));
        Assert.Equal(doneAt, At());
        await AssertReadableAsync(client, upload, null);

        Assert.Equal(200, (await client.ControlAsync(again, "retry", new JsonObject { ["stage"] = stage })).Status);
        Assert.Equal("completed", (await client.EndAsync(again)).Status());
        Assert.True(At() > doneAt);
        Assert.Equal(former, Results(work.Place));

        long At() => work.Place.Scalar($"SELECT {column} FROM documents");
    }

    /// <summary>An upload of the same bytes without processing leaves the drafts of work under way.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Upload_AgainWithoutStages_LeavesTheDraftsOfARunUnderWay(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, EachPage);
        var content = Texts.Long(60);
        var (client, upload) = (work.Client, await DoneAsync(work, content));
        var former = Results(work.Place);
        var again = await AgainAsync(client, upload);
        await client.UntilStageAsync(again, "index", 50);
        Assert.Equal(200, (await client.ControlAsync(again, "interrupt")).Status);
        Assert.Equal(1, work.Place.Count("pipelines WHERE status = 'interrupted' AND instance IS NULL"));
        var drafts = work.Place.Count("chunk_drafts");
        Assert.NotEqual(0, drafts);

        var known = await client.UploadAsync(
            content, "again.txt", ("upload_only", "true"), ("duplicates", "again"));

        Assert.Equal("exists", (string?)known["status"]);
        Assert.Equal(drafts, work.Place.Count("chunk_drafts"));
        Assert.Equal(200, (await client.ControlAsync(again, "resume")).Status);
        Assert.Equal("completed", (await client.EndAsync(again)).Status());
        Assert.Equal(former, Results(work.Place));
    }

    /// <summary>What is made again goes on after its own checkpoint, and is whole and there once.</summary>
    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Kill_InTheMiddle_TheNextHostReplacesTheResultsOnce(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        string former;
        JsonNode upload, again;
        await using (var host = await place.StartChildAsync(EachPage))
        {
            using var client = host.As(HostAtWork.User);
            upload = await client.UploadAsync(
                Texts.Long(60), "again.txt",
                [.. HostAtWork.All, ("deep_analysis", "true")]);
            Assert.Equal("completed", (await client.EndAsync(upload)).Status());
            former = Results(place);
            again = await AgainAsync(client, upload);
            await client.UntilStageAsync(again, "index", 50);
            await host.KillAsync();
        }

        await using var next = await place.StartChildAsync(EachPage);
        using var user = next.As(HostAtWork.User);
        await AssertReadableAsync(user, upload, null);
        Assert.Equal("completed", (await user.EndAsync(again)).Status());
        Assert.Equal(former, Results(place));
        Assert.Equal((0, 0), (place.Count("page_drafts"), place.Count("chunk_drafts")));
        Assert.Equal(0, place.Count("pipelines WHERE again <> ''"));
    }

    private static async Task<JsonNode> DoneAsync(HostAtWork work, byte[]? content = null)
    {
        var upload = await work.Client.UploadAsync(
            content ?? Texts.Long(60), "again.txt", [.. HostAtWork.All, ("deep_analysis", "true")]);
        Assert.Equal("completed", (await work.Client.EndAsync(upload)).Status());
        return upload;
    }

    private static async Task<JsonNode> AgainAsync(HostClient client, JsonNode upload)
    {
        var (status, again) = await client.PostAsync(
            $"/api/v1/documents/{upload["document_id"]}/operations/start", Everything.DeepClone());
        Assert.Equal(200, status);
        return again;
    }

    /// <summary>All results are whole: what each of them counts.</summary>
    private static string Results(HostPlace place)
    {
        var (pages, chunks) = (place.Count("pages"), place.Count("chunks"));
        Assert.Equal((chunks, chunks), (place.CountIndexed(), place.Scalar("SELECT MAX(ordinal) + 1 FROM chunks")));
        Assert.Equal(pages, place.Scalar("SELECT MAX(number) FROM pages"));
        return $"{pages} pages, {chunks} chunks, {place.Count("summaries")} summary, {place.Count("analyses")} analysis";
    }

    private static async Task AssertReadableAsync(HostClient client, JsonNode upload, string? underWay)
    {
        var id = (string)upload["document_id"]!;
        var item = await client.GetAsync($"/api/v1/documents/{id}");
        Assert.True(
            (bool)item["has_summary"]! && (bool)item["has_index"]! && (bool)item["has_analysis"]!, item.ToJsonString());
        Assert.NotEmpty((string)(await client.GetAsync($"/api/v2/documents/{id}/summary"))["text"]!);
        Assert.True((int)(await client.GetAsync("/api/v2/search?q=gantry"))["total"]! >= 60);
        if (underWay is null)
            return;
        var operation = (await client.GetAsync($"/api/v1/documents/{id}/operations/status"))["operations"]![underWay]!;
        Assert.True(operation["completed_at"] is not null, operation.ToJsonString());
    }
}
