using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace DocumentPipelineHost.Tests.Host;

public abstract class DocumentContract(SharedHost host)
{
    private readonly HostClient _client = host.Host.As($"reader-{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public async Task Summary_OfADocument_SaysWhatItIsAbout(string language)
    {
        var (content, name, word) =
            language == "zh" ? (Texts.Chinese, "起重机.md", "起重机") : (Texts.English, "cranes.md", "crane");
        var upload = await _client.UploadAsync(content, name, ("generate_summary", "true"));
        await _client.EndAsync(upload);

        var summary = await _client.GetAsync($"/api/v2/documents/{upload["document_id"]}/summary");

        Assert.Equal(language, (string?)summary["language"]);
        Assert.Contains(word, (string?)summary["text"], StringComparison.OrdinalIgnoreCase);
        Assert.All(summary["sentences"]!.AsArray(), sentence => Assert.Equal(1, (int)sentence!["page"]!));
        Assert.NotEmpty(summary["keywords"]!.AsArray());
        Assert.True((int)summary["reading_minutes"]! >= 1);
        Assert.NotNull((string?)summary["complexity"]);
        Assert.NotNull((string?)summary["document_type"]);
    }

    [Fact]
    public async Task Summary_NotAskedFor_IsNotFound()
    {
        var upload = await _client.UploadAsync(Texts.English, "plain.md");

        Assert.Equal(
            (404, "not_found"), await _client.ProblemAsync($"/api/v2/documents/{upload["document_id"]}/summary"));
    }

    [Fact]
    public async Task Content_WithARange_IsThatPartAsADownload()
    {
        var upload = await _client.UploadAsync(Texts.English, "ö起重机.md");
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"/api/v2/documents/{upload["document_id"]}/content");
        request.Headers.Range = new RangeHeaderValue(2, 9);

        using var answer = await _client.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(Texts.English[2..10], await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("ö起重机.md", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Chunks_OfAnIndexedDocument_AreItsText()
    {
        var upload = await _client.UploadAsync(Texts.English, "chunks.md", ("create_index", "true"));
        await _client.EndAsync(upload);

        var page = await _client.GetAsync($"/api/v2/documents/{upload["document_id"]}/chunks");

        Assert.Equal((int)page["total"]!, page["chunks"]!.AsArray().Count);
        Assert.Contains(page["chunks"]!.AsArray(), chunk =>
            ((string)chunk!["text"]!).Contains("gantry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_OfADocument_TakesAllThatWasMadeOfIt()
    {
        var upload = await _client.UploadAsync(Texts.Unique("A zeppelin text."), "gone.md", ("create_index", "true"));
        await _client.EndAsync(upload);
        var id = (string)upload["document_id"]!;

        using var answer = await _client.Http.DeleteAsync($"/api/v1/documents/{id}", Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal((404, "not_found"), await _client.ProblemAsync($"/api/v1/documents/{id}"));
        Assert.Equal(0, (int)(await _client.GetAsync("/api/v2/search?q=zeppelin"))["total"]!);
        Assert.DoesNotContain(host.Folder.Files("originals"), file => file.EndsWith(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_ByCursor_GivesEachOnceNewestFirst()
    {
        foreach (var name in (string[])["a.txt", "b.txt", "c.txt"])
            await _client.UploadAsync(Encoding.UTF8.GetBytes($"The text of {name}."), name);

        var first = await _client.GetAsync("/api/v2/documents?limit=2");
        var second = await _client.GetAsync($"/api/v2/documents?limit=2&cursor={first["next_cursor"]}");

        Assert.Equal(["c.txt", "b.txt"], first["items"]!.AsArray().Select(item => (string)item!["filename"]!));
        Assert.Equal(["a.txt"], second["items"]!.AsArray().Select(item => (string)item!["filename"]!));
        Assert.Null(second["next_cursor"]);
    }

    [Fact]
    public async Task Documents_ByNumber_CountsThePages()
    {
        foreach (var name in (string[])["a.txt", "b.txt", "c.txt"])
            await _client.UploadAsync(Encoding.UTF8.GetBytes($"The text of {name}."), name);

        var page = await _client.GetAsync("/api/v1/documents?limit=2&offset=2");

        Assert.Equal(
            (3, 2, 2, 2), ((int)page["total"]!, (int)page["page"]!, (int)page["page_size"]!, (int)page["total_pages"]!)
        );
        Assert.Single(page["items"]!.AsArray());
    }

    [Theory]
    [InlineData("/api/v2/documents?")]
    [InlineData("/api/v2/search?q=crane&")]
    public async Task Documents_WithAnUnknownStatus_AreRefusedWithTheKnownOnes(string path)
    {
        using var answer = await _client.Http.GetAsync($"{path}status=complete", Cancellation);

        Assert.Equal((400, "invalid_parameter"), await HostClient.ProblemAsync(answer));
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(
            "Use one of these: uploaded, pending, processing, interrupted, completed, failed, cancelled.",
            (string?)problem["suggestion"]);
        foreach (var status in (string[])["uploaded", "interrupted", "cancelled"])
            Assert.NotNull(await _client.GetAsync($"{path}status={status}"));
    }

    [Fact]
    public async Task Documents_WithStatusAndName_GivesThoseAlone()
    {
        var done = await _client.UploadAsync(Texts.English, "done_1.md", ("create_index", "true"));
        await _client.UploadAsync(Texts.Chinese, "plain.md");
        await _client.EndAsync(done);

        var completed = await _client.GetAsync("/api/v2/documents?status=completed");
        var named = await _client.GetAsync("/api/v2/documents?q=_1");

        Assert.Equal("done_1.md", (string?)completed["items"]!.AsArray().Single()!["filename"]);
        Assert.Equal("done_1.md", (string?)named["items"]!.AsArray().Single()!["filename"]);
        Assert.Equal("completed", (string?)completed["items"]!.AsArray().Single()!["state"]!["status"]);
        Assert.True((bool)completed["items"]!.AsArray().Single()!["has_index"]!);
    }
}
