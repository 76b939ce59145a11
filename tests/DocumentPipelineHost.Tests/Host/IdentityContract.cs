using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.Host;

/// <summary>Which ids, names and keys a document and its pipelines have, whatever a caller sends.</summary>
public abstract class IdentityContract(SharedHost host)
{
    private const string Path = "/api/v2/documents/upload";

    private readonly HostClient _client = host.Host.As($"owner-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_KnownBytesUnderAPipelineId_ItsStateNamesADocumentThatExists()
    {
        var known = await _client.UploadAsync(Texts.English, "first.md", ("create_index", "true"));
        await _client.EndAsync(known);
        var pipeline = NewId();

        var again = await _client.UploadAsync(
            Texts.English, "again.md", ("pipeline_id", pipeline), ("create_index", "true"));

        var state = await _client.UntilEndAsync(pipeline);
        Assert.Equal("completed", (string?)state["status"]);
        Assert.Equal(
            ("exists", (string?)known["document_id"]), ((string?)again["status"], (string?)again["document_id"]));
        var shown = await _client.GetAsync($"/api/v1/documents/{state["document_id"]}");
        Assert.Equal((string?)known["document_id"], (string?)shown["document_id"]);
        var asked = await _client.GetAsync($"/api/v2/documents/{known["document_id"]}/pipeline/{pipeline}/progress");
        Assert.Equal(pipeline, (string?)asked["pipeline_id"]);
    }

    [Fact]
    public async Task Upload_KnownBytesWithMoreWork_IsDoneUnderTheGivenPipelineId()
    {
        await _client.EndAsync(await _client.UploadAsync(Texts.English, "first.md", ("create_index", "true")));
        var pipeline = NewId();

        var more = await _client.UploadAsync(
            Texts.English, "more.md", ("pipeline_id", pipeline), ("create_index", "true"), ("generate_summary", "true"),
            ("deep_analysis", "false"));

        Assert.Equal(pipeline, (string?)more["processing_pipeline"]!["pipeline_id"]);
        var state = await _client.EndAsync(more);
        Assert.Equal(
            [("upload", "completed"), ("parse", "skipped"), ("index", "skipped"), ("summary", "completed")],
            state["stages"]!.AsArray().Select(static stage => ((string)stage!["id"]!, (string)stage["status"]!)));
        Assert.Equal("Done already", (string?)state["stages"]![1]!["message"]);
    }

    [Fact]
    public async Task Delete_AfterUploadsOfKnownBytes_TakesTheirPipelinesAlong()
    {
        var pipeline = NewId();
        var known = await _client.UploadAsync(Texts.English, "private name.md");
        await _client.UploadAsync(Texts.English, "private name.md", ("pipeline_id", pipeline));
        await _client.UntilAsync(pipeline, "completed");
        var store = host.Host.Services.GetRequiredService<PipelineStore>();
        Assert.Equal((string?)known["document_id"], store.Find(pipeline)?.DocumentId);

        using var deleted = await _client.Http.DeleteAsync($"/api/v1/documents/{known["document_id"]}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(store.Find(pipeline));
    }

    [Fact]
    public async Task RemoveUnowned_OfAFailedUpload_RemovesItsRowWhenItIsOld()
    {
        var pipeline = NewId();
        using var refused = await _client.PostAsync(Texts.Png, "private.png", ("pipeline_id", pipeline));
        await _client.UntilAsync(pipeline, "failed");
        var store = host.Host.Services.GetRequiredService<PipelineStore>();

        await store.RemoveUnownedAsync(DateTimeOffset.UtcNow.AddDays(-1));
        Assert.NotNull(store.Find(pipeline));
        await store.RemoveUnownedAsync(DateTimeOffset.UtcNow.AddHours(1));

        Assert.Null(store.Find(pipeline));
    }

    [Fact]
    public async Task Upload_PipelineIdAfterTheFile_IsHonoured()
    {
        var pipeline = NewId();
        var answer = await SendAsync(
            Part("file", "late.md", Texts.English), Part("create_index", null, "true"u8),
            Part("pipeline_id", null, Encoding.ASCII.GetBytes(pipeline)));

        Assert.Equal(pipeline, (string?)answer["processing_pipeline"]!["pipeline_id"]);
        Assert.Equal("completed", (string?)(await _client.EndAsync(answer))["status"]);
    }

    [Theory]
    [InlineData("my-pipeline")]
    [InlineData("1")]
    [InlineData("a/b")]
    public async Task Upload_PipelineIdThatCanBeGuessed_IsRefused(string id)
    {
        using var answer = await _client.PostAsync(Texts.English, "guess.md", ("pipeline_id", id));

        Assert.Equal((400, "invalid_pipeline_id"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Upload_UnderAnotherUsersPipelineId_AnswersAsForAnIdThatCannotBeUsed()
    {
        var pipeline = NewId();
        await _client.UploadAsync(Texts.English, "mine.md", ("pipeline_id", pipeline));
        using var stranger = host.Host.As($"stranger-{Guid.NewGuid():N}");

        using var own = await _client.PostAsync(Texts.Chinese, "mine.md", ("pipeline_id", pipeline));
        using var theirs = await stranger.PostAsync(Texts.Chinese, "theirs.md", ("pipeline_id", pipeline));
        using var invalid = await stranger.PostAsync(Texts.Chinese, "theirs.md", ("pipeline_id", "no-uuid"));

        Assert.Equal((409, "pipeline_exists"), await HostClient.ProblemAsync(own));
        Assert.Equal(await HostClient.ProblemTextAsync(invalid), await HostClient.ProblemTextAsync(theirs));
        Assert.Empty((await stranger.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("another file")]
    [InlineData("another option")]
    [InlineData("another name")]
    [InlineData("another query")]
    public async Task Upload_AnotherRequestUnderAUsedKey_IsRefusedAndStoresNothing(string what)
    {
        var key = NewId();
        await SendAsync(key, Path, Part("project_id", null, "p"u8), Part("file", "once.md", Texts.English));

        using var answer = await PostAsync(
            key, what == "another query" ? Path + "?strict=true" : Path,
            Part("project_id", null, what == "another option" ? "q"u8 : "p"u8),
            Part(
                "file", what == "another name" ? "twice.md" : "once.md",
                what == "another file" ? Texts.Chinese : Texts.English));

        Assert.Equal((422, "idempotency_key_reused"), await HostClient.ProblemAsync(answer));
        Assert.Single((await _client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Upload_SameRequestInAnotherOrderUnderItsKey_AnswersTheSame()
    {
        var key = NewId();
        var first = await SendAsync(
            key, Path, Part("create_index", null, "true"u8), Part("file", "once.md", Texts.English));

        var again = await SendAsync(
            key, Path, Part("file", "once.md", Texts.English), Part("create_index", null, "true"u8));

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
    }

    [Theory]
    [InlineData("a \\\"quoted\\\" name.md", "a \"quoted\" name.md")]
    [InlineData("a %22quoted%22 name.md", "a \"quoted\" name.md")]
    [InlineData("\\\"all\\\"", "\"all\"")]
    [InlineData("C:\\docs\\plan.md", "plan.md")]
    [InlineData("", "document")]
    public async Task Upload_NameAsItIsQuotedOnTheWire_IsTheNameThatWasMeant(string wire, string name)
    {
        var answer = await SendAsync(Part("file", wire, Texts.English));

        Assert.Equal(name, (string?)answer["filename"]);
        using var content = await _client.Http.GetAsync(
            $"/api/v2/documents/{answer["document_id"]}/content", Cancellation);
        Assert.Equal(name, content.Content.Headers.ContentDisposition?.FileNameStar);
    }

    [Theory]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("😀")]
    [InlineData("é")]
    public async Task Upload_LongNameWithAnElementAtTheCut_IsCutBetweenElements(string element)
    {
        for (var before = FileNames.MaxLength - 16; before <= FileNames.MaxLength; before++)
        {
            using var client = host.Host.As(NewId());
            var name = new string('x', before) + element + "tail.md";

            var upload = await client.UploadAsync(Texts.English, name);

            var kept = (string)upload["filename"]!;
            Assert.True(kept.Length <= FileNames.MaxLength, kept);
            Assert.Matches($"^x+({element})?t?a?i?l?\\.md$", kept);
        }
    }

    [Fact]
    public async Task Upload_FileFieldWithoutAName_SaysWhatIsMissing()
    {
        using var answer = await PostAsync(NewId(), Path, Part("file", null, Texts.English));

        Assert.Equal((400, "file_name_missing"), await HostClient.ProblemAsync(answer));
    }

    [Fact]
    public async Task Upload_FormWhoseFileWasNotChosen_IsMissingItsFile()
    {
        using var answer = await PostAsync(NewId(), Path, Part("file", "", []));

        Assert.Equal((400, "file_missing"), await HostClient.ProblemAsync(answer));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    public async Task Request_UserIdThatNoRouteCarries_IsRefused(string user)
    {
        using var client = host.Host.As(user);

        Assert.Equal((400, "invalid_user_id"), await client.ProblemAsync("/api/v2/documents"));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    /// <summary>A part as it stands on the wire.</summary>
    private static byte[] Part(string name, string? filename, ReadOnlySpan<byte> content)
    {
        var file = filename is null ? "" : $"; filename=\"{filename}\"";
        return
        [
            .. Encoding.UTF8.GetBytes($"Content-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"), .. content,
        ];
    }

    private Task<JsonNode> SendAsync(params byte[][] parts) => SendAsync(NewId(), Path, parts);

    private async Task<JsonNode> SendAsync(string key, string path, params byte[][] parts)
    {
        using var answer = await PostAsync(key, path, parts);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> PostAsync(string key, string path, params byte[][] parts)
    {
        var boundary = $"b{NewId():N}";
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            body.Write(Encoding.ASCII.GetBytes($"--{boundary}\r\n"));
            body.Write(part);
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.ASCII.GetBytes($"--{boundary}--\r\n"));
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        request.Headers.Add("Idempotency-Key", key);
        return await _client.Http.SendAsync(request, Cancellation);
    }
}
