using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Operations;

/// <summary>Processing of a stored document.</summary>
public sealed class OperationsTests
{
    private const string User = HostAtWork.User;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Execute_OnAStoredDocument_DoesWhatIsMissingAndReusesTheRest(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        var stored = await client.UploadAsync(Texts.English, "stored.md");
        var operations = $"/api/v1/documents/{stored["document_id"]}/operations";
        Assert.Equal(
            "not_requested",
            (string?)(await client.GetAsync($"{operations}/status"))["operations"]!["summary"]!["status"]);

        var (status, first) = await client.PostAsync($"{operations}/index/execute");
        Assert.Equal(200, status);
        Assert.Equal("completed", (await client.EndAsync(first)).Status());
        var (_, second) = await client.PostAsync($"{operations}/analysis/execute");

        Assert.Equal(["parse", "index"], second["reused"]!.AsArray().Select(static stage => (string)stage!));
        var ended = await client.EndAsync(second);
        Assert.Equal(
            ("skipped", "skipped", "completed", "completed"),
            (
                ended.Stage("parse").Status(), ended.Stage("index").Status(), ended.Stage("summary").Status(),
                ended.Stage("analysis").Status()));
        Assert.StartsWith("Reused from 20", (string?)ended.Stage("index")["message"], StringComparison.Ordinal);
        Assert.Equal(
            "completed", (string?)(await client.GetAsync($"{operations}/status"))["operations"]!["analysis"]!["status"]
        );
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Execute_WithForce_MakesTheResultAgain(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var upload = await client.UploadAsync(
            Texts.English, "again.md", ("create_index", "true"), ("generate_summary", "true"));
        await client.EndAsync(upload);
        var (summarized, indexed) = (
            place.Scalar("SELECT summarized_at FROM documents"), place.Scalar("SELECT indexed_at FROM documents"));
        var operations = $"/api/v1/documents/{upload["document_id"]}/operations";

        var reused = await client.EndAsync((await client.PostAsync($"{operations}/summary/execute")).Body);
        Assert.Equal(("completed", "skipped"), (reused.Status(), reused.Stage("summary").Status()));
        var forced = await client.EndAsync((await client.PostAsync($"{operations}/summary/execute?force=true")).Body);

        Assert.Equal(("skipped", "completed"), (forced.Stage("parse").Status(), forced.Stage("summary").Status()));
        Assert.True(place.Scalar("SELECT summarized_at FROM documents") > summarized);
        Assert.Equal((indexed, 1), (place.Scalar("SELECT indexed_at FROM documents"), place.Count("summaries")));
        var all = await client.EndAsync(
            (
                await client.PostAsync(
                    $"{operations}/start", new JsonObject { ["create_index"] = true, ["force"] = true })).Body);
        Assert.Equal(("completed", "completed"), (all.Stage("parse").Status(), all.Stage("index").Status()));
        Assert.Equal(place.Count("chunks"), place.CountIndexed());
        Assert.Equal(place.Scalar("SELECT MAX(ordinal) + 1 FROM chunks"), place.Count("chunks"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Start_WhileAPipelineOfTheDocumentLives_IsRefusedWithItsLink(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows, "--Pipeline:PagesPerCheckpoint", "1");
        var client = work.Client;
        var upload = await client.UploadAsync(Texts.Long(), "busy.txt", ("create_index", "true"));
        Assert.Equal(200, (await client.ControlAsync(upload, "interrupt")).Status);
        var operations = $"/api/v1/documents/{upload["document_id"]}/operations";

        var (status, body) = await client.PostAsync(
            $"{operations}/start", new JsonObject { ["generate_summary"] = true });

        Assert.Equal((409, "pipeline_active"), (status, (string?)body["code"]));
        Assert.Equal("interrupted", (await client.GetAsync((string)body["link"]!)).Status());
        Assert.Equal(
            "interrupted", (string?)(await client.GetAsync($"{operations}/status"))["operations"]!["index"]!["status"]);
        Assert.Equal(200, (await client.ControlAsync(upload, "cancel")).Status);
        var (again, started) = await client.PostAsync(
            $"{operations}/start", new JsonObject { ["deep_analysis"] = true });
        Assert.Equal(200, again);
        Assert.Equal(2, started["adjustments"]!.AsArray().Count);
        Assert.Equal("completed", (await client.EndAsync(started)).Status());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task StartAndExecute_RepeatedUnderTheirKeys_AreDoneOnce(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var stored = await client.UploadAsync(Texts.English, "stored.md");
        var operations = $"/api/v1/documents/{stored["document_id"]}/operations";
        var request = new JsonObject { ["create_index"] = true, ["force"] = true };

        var (start, execute) = ($"{operations}/start", $"{operations}/summary/execute?force=true");
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "start");
        var (_, started) = await client.PostAsync(start, request);
        var (again, sameStart) = await client.PostAsync(start, request);
        await client.EndAsync(started);
        var (later, laterStart) = await client.PostAsync(start, request);
        var (another, problem) = await client.PostAsync(start, new JsonObject { ["create_index"] = true });
        client.Http.DefaultRequestHeaders.Remove("Idempotency-Key");
        client.Http.DefaultRequestHeaders.Add("Idempotency-Key", "execute");
        var (_, executed) = await client.PostAsync(execute);
        await client.EndAsync(executed);
        var (_, sameExecute) = await client.PostAsync(execute);

        Assert.Equal((200, 200), (again, later));
        Assert.Equal(
            (started.ToJsonString(), started.ToJsonString()), (sameStart.ToJsonString(), laterStart.ToJsonString()));
        Assert.Equal((422, "idempotency_key_reused"), (another, (string?)problem["code"]));
        Assert.Equal(executed.ToJsonString(), sameExecute.ToJsonString());
        Assert.Equal(2, place.Count("pipelines"));
    }

    [Theory]
    [InlineData("{\"create_index\":", "application/json", 400, "bad_request")]
    [InlineData("create_index=true", "text/plain", 415, "unsupported_media_type")]
    public async Task Start_WithABodyThatIsNone_IsRefused(string body, string type, int status, string code)
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var client = work.Client;
        var stored = await client.UploadAsync(Texts.English, "stored.md");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, type);

        using var answer = await client.Http.PostAsync(
            $"/api/v1/documents/{stored["document_id"]}/operations/start", content,
            TestContext.Current.CancellationToken);

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Operations_OfAnotherUser_AreNotFound()
    {
        await using var place = await HostPlace.CreateAsync(Rows.Sqlite);
        await using var host = await place.StartAsync();
        using var client = host.As(User);
        using var stranger = host.As("user-2");
        var stored = await client.UploadAsync(Texts.English, "stored.md");
        var operations = $"/api/v1/documents/{stored["document_id"]}/operations";

        Assert.Equal(404, (await stranger.PostAsync($"{operations}/summary/execute")).Status);
        Assert.Equal(
            404, (await stranger.PostAsync($"{operations}/start", new JsonObject { ["create_index"] = true })).Status);
        Assert.Equal((404, "not_found"), await stranger.ProblemAsync($"{operations}/status"));
        Assert.Equal(404, (await client.PostAsync($"{operations}/translation/execute")).Status);
    }
}
