using System.Net;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Host;

public abstract class UploadContract(SharedHost host)
{
    private readonly HostClient _client = host.Host.As($"uploader-{Guid.NewGuid():N}");

    [Theory]
    [InlineData("project\0")]
    [InlineData("\0")]
    public async Task Upload_ProjectThatNoDatabaseKeeps_IsRefused(string project)
    {
        using var client = host.Host.As("nul");

        using var answer = await client.PostAsync(Texts.English, "nul.md", ("project_id", project));

        Assert.Equal((400, "invalid_parameter"), await HostClient.ProblemAsync(answer));
        Assert.Equal(
            (400, "invalid_parameter"),
            await client.ProblemAsync($"/api/v2/documents?project_id={Uri.EscapeDataString(project)}"));
    }

    [Fact]
    public async Task Upload_WithoutOptions_StoresWithoutAPipeline()
    {
        var answer = await _client.UploadAsync(Texts.English, "cranes.md");

        Assert.Equal("uploaded", (string?)answer["status"]);
        Assert.Equal(Texts.English.Length, (int)answer["size"]!);
        Assert.Null(answer["processing_pipeline"]);
        var item = (await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray().Single()!;
        Assert.Equal(
            ("cranes.md", "uploaded", "text/markdown"),
            ((string?)item["filename"], (string?)item["status"], (string?)item["content_type"]));
    }

    [Fact]
    public async Task Upload_OptionsAfterTheFile_AreHonoured()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Texts.English), "file", "late.md" },
            { new StringContent("true"), "create_index" },
        };
        using var answer = await _client.Http.PostAsync(
            "/api/v2/documents/upload", form, TestContext.Current.CancellationToken);

        var upload = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("completed", (string?)(await _client.EndAsync(upload))["status"]);
        Assert.Equal(
            ["upload", "parse", "index"],
            upload["processing_pipeline"]!["stages"]!.AsArray().Select(stage => (string)stage!["id"]!));
    }

    [Fact]
    public async Task Upload_DeepAnalysisAlone_SwitchesOnWhatItNeedsAndSaysSo()
    {
        var upload = await _client.UploadAsync(
            Texts.English, "deep.md", ("upload_only", "true"), ("deep_analysis", "true"));

        Assert.Equal(
            ["create_index", "generate_summary", "upload_only"],
            upload["adjustments"]!.AsArray().Select(each => (string)each!["option"]!).Order(StringComparer.Ordinal));
        Assert.Equal("completed", (string?)(await _client.EndAsync(upload))["status"]);
        var analysis = (await _client.GetAsync($"/api/v2/documents/{upload["document_id"]}/analysis"))["analysis"]!;
        Assert.Contains(analysis["entities"]!.AsArray(), entity =>
            (string?)entity!["text"] == "cranes@harbour.example");
        Assert.Contains(analysis["structure"]!.AsArray(), heading =>
            ((string)heading!["title"]!).Contains("Maintenance", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Upload_StrictWithAConflict_IsRefusedAndLeavesNothing()
    {
        using var answer = await _client.PostAsync(
            Texts.English, "strict.md", ("strict", "true"), ("deep_analysis", "true"));

        var problem = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Switch on what is needed, or leave strict out.", (string?)JsonNode.Parse(problem)!["suggestion"]);
        Assert.Equal((400, "option_conflict"), await HostClient.ProblemAsync(answer));
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("empty", 400)]
    [InlineData("unsupported_type", 415)]
    [InlineData("too_large", 413)]
    public async Task Upload_OfWhatCannotBe_IsRefusedWithItsCode(string code, int status)
    {
        var content = code switch
        {
            "empty" => [],
            "unsupported_type" => Texts.Png,
            _ => new byte[SharedHost.MaxBytes + 1],
        };
        using var answer = await _client.PostAsync(content, "refused.pdf", ("create_index", "true"));

        Assert.Equal((status, code), await HostClient.ProblemAsync(answer));
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Upload_CorruptPdf_IsAcceptedAndFailsInParseWithASuggestion()
    {
        var upload = await _client.UploadAsync(Texts.BrokenPdf, "broken.pdf", ("generate_summary", "true"));

        var state = await _client.EndAsync(upload);
        Assert.Equal(("failed", "corrupt"), ((string?)state["status"], (string?)state["error_info"]!["code"]));
        Assert.False(string.IsNullOrEmpty((string?)state["error_info"]!["suggestion"]));
        Assert.Equal(
            "failed",
            (string?)state["stages"]!.AsArray().Single(stage => (string?)stage!["id"] == "parse")!["status"]);
    }

    [Fact]
    public async Task Upload_NotMultipart_IsRefused()
    {
        using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.Http.PostAsync(
            "/api/v2/documents/upload", body, TestContext.Current.CancellationToken);

        Assert.Equal((400, "not_multipart"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Upload_WithoutAFile_IsRefused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("true"), "create_index" } };
        using var answer = await _client.Http.PostAsync(
            "/api/v2/documents/upload", form, TestContext.Current.CancellationToken);

        Assert.Equal((400, "file_missing"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Upload_SameBytesAgain_ExistsAndOnlyWhatIsMissingIsDone()
    {
        var first = await _client.UploadAsync(Texts.English, "first.md", ("create_index", "true"));
        await _client.EndAsync(first);

        var second = await _client.UploadAsync(
            Texts.English, "second.md", ("create_index", "true"), ("generate_summary", "true"));
        var third = await _client.UploadAsync(Texts.English, "third.md", ("project_id", "another"));

        Assert.Equal(
            ("exists", (string?)first["document_id"]), ((string?)second["status"], (string?)second["document_id"]));
        Assert.Equal(["parse", "index"], second["already_done"]!.AsArray().Select(stage => (string)stage!));
        Assert.Equal(
            ["summary"],
            second["processing_pipeline"]!["stages"]!.AsArray().Select(stage => (string)stage!["id"]!));
        Assert.Equal("completed", (string?)(await _client.EndAsync(second))["status"]);
        Assert.Equal("uploaded", (string?)third["status"]);
        Assert.Equal("This document was stored already; what is missing is being done.", (string?)second["message"]);
        var fourth = await _client.UploadAsync(Texts.English, "fourth.md", ("create_index", "true"));
        Assert.Equal("This document was stored already; nothing is left to do.", (string?)fourth["message"]);
    }

    [Fact]
    public async Task Upload_SameBytesToBeKeptBeside_AreADocumentOfTheirOwn()
    {
        var first = await _client.UploadAsync(Texts.English, "first.md", ("create_index", "true"));
        await _client.EndAsync(first);

        var kept = await _client.UploadAsync(Texts.English, "kept.md", ("keep_both", "true"), ("create_index", "true"));

        Assert.Equal(("uploaded", "kept.md"), ((string?)kept["status"], (string?)kept["filename"]));
        Assert.NotEqual((string?)first["document_id"], (string?)kept["document_id"]);
        Assert.Equal("completed", (string?)(await _client.EndAsync(kept))["status"]);
        using var content = await _client.Http.GetAsync(
            $"/api/v2/documents/{kept["document_id"]}/content", TestContext.Current.CancellationToken);
        Assert.Equal(Texts.English, await content.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var third = await _client.UploadAsync(Texts.English, "third.md");
        Assert.Equal(
            ("exists", (string?)first["document_id"]), ((string?)third["status"], (string?)third["document_id"]));

        // Each is deleted for itself.
        using var deleted = await _client.Http.DeleteAsync(
            $"/api/v1/documents/{first["document_id"]}", TestContext.Current.CancellationToken);
        Assert.True(deleted.IsSuccessStatusCode, $"{deleted.StatusCode}");
        var items = (await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray();
        Assert.Equal(["kept.md"], items.Select(static item => (string)item!["filename"]!));
        using var left = await _client.Http.GetAsync(
            $"/api/v2/documents/{kept["document_id"]}/content", TestContext.Current.CancellationToken);
        Assert.True(left.IsSuccessStatusCode, $"{left.StatusCode}");
    }

    [Fact]
    public async Task Upload_ToBeKeptBesideNothing_IsFoundByTheSameBytes()
    {
        var alone = await _client.UploadAsync(Texts.English, "alone.md", ("keep_both", "true"));
        var same = await _client.UploadAsync(Texts.English, "same.md");
        var beside = await _client.UploadAsync(Texts.English, "beside.md", ("keep_both", "true"));

        Assert.Equal("uploaded", (string?)alone["status"]);
        Assert.Equal(
            ("exists", (string?)alone["document_id"]), ((string?)same["status"], (string?)same["document_id"]));
        Assert.Equal("uploaded", (string?)beside["status"]);
        Assert.NotEqual((string?)alone["document_id"], (string?)beside["document_id"]);
    }

    [Fact]
    public async Task Upload_WithItsOwnPipelineId_IsWatchedFromTheUploadOn()
    {
        var pipeline = Guid.NewGuid().ToString();
        var upload = await _client.UploadAsync(
            Texts.English, "watched.md", ("pipeline_id", pipeline), ("upload_only", "false"), ("create_index", "true"),
            ("generate_summary", "true"), ("deep_analysis", "false"));

        Assert.Equal(pipeline, (string?)upload["processing_pipeline"]!["pipeline_id"]);
        var state = await _client.EndAsync(upload);
        Assert.Equal(("completed", 100.0), ((string?)state["status"], (double)state["overall_progress"]!));
        Assert.Equal(
            ["upload", "parse", "index", "summary"],
            state["stages"]!.AsArray().Select(stage => (string)stage!["id"]!));
        Assert.All(state["stages"]!.AsArray(), stage => Assert.Equal("completed", (string?)stage!["status"]));
        Assert.Equal((string?)upload["document_id"], (string?)state["document_id"]);
    }

    [Fact]
    public async Task Upload_UnderATakenPipelineId_IsRefused()
    {
        var pipeline = Guid.NewGuid().ToString();
        await _client.UploadAsync(Texts.English, "one.md", ("pipeline_id", pipeline), ("create_index", "true"));

        using var answer = await _client.PostAsync(Texts.Chinese, "two.md", ("pipeline_id", pipeline));

        Assert.Equal((409, "pipeline_exists"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Upload_RepeatedUnderItsIdempotencyKey_AnswersTheSameAndDoesNothingTwice()
    {
        _client.Http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());

        var first = await _client.UploadAsync(Texts.English, "once.md", ("create_index", "true"));
        var again = await _client.UploadAsync(Texts.English, "once.md", ("create_index", "true"));

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Single((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Upload_RepeatedUnderItsKeyAfterADelete_IsGoneAndStoresNothing()
    {
        _client.Http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var first = await _client.UploadAsync(Texts.English, "once.md");
        using var deleted = await _client.Http.DeleteAsync(
            $"/api/v1/documents/{first["document_id"]}", TestContext.Current.CancellationToken);

        using var again = await _client.PostAsync(Texts.English, "once.md");
        using var another = await _client.PostAsync(Texts.Chinese, "once.md");

        Assert.Equal((410, "idempotency_result_deleted"), await HostClient.ProblemAsync(again));
        Assert.Equal((422, "idempotency_key_reused"), await HostClient.ProblemAsync(another));
        Assert.Empty((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Upload_RefusedUnderAKey_MayBeRepeatedUnderIt()
    {
        _client.Http.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var refused = await _client.PostAsync([], "empty.md");

        var answer = await _client.UploadAsync(Texts.English, "full.md");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("uploaded", (string?)answer["status"]);
    }

    [Fact]
    public async Task Upload_NameWithAPath_KeepsItsLastPartAlone()
    {
        var upload = await _client.UploadAsync(Texts.English, "../../etc/\u202Epasswd.md");

        Assert.Equal("passwd.md", (string?)upload["filename"]);
    }
}
