using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Control;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>
/// A page's text with its hits, a document's runs, the PDF in place, and the search that is narrowed.
/// </summary>
public sealed class ReadingTests
{
    private static readonly (string, string)[] Indexed = [("create_index", "true")];

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Page_WithAQuery_IsTheWholeTextWithItsHitsApart(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        var upload = await client.UploadAsync(Texts.Long(3), "long.txt", Indexed);
        await client.EndAsync(upload);
        var pages = $"/api/v2/documents/{upload["document_id"]}/pages";

        var page = await client.GetAsync($"{pages}/2?q=Crane%20number");
        var parts = page["parts"]!.AsArray();
        Assert.Equal((2, "section"), ((int)page["page"]!, (string?)page["page_kind"]));
        Assert.Contains(
            "Section 2 of the harbour report.",
            string.Concat(parts.Select(static part => (string)part!["text"]!)),
            StringComparison.Ordinal);
        Assert.Equal("crane number", (string?)Assert.Single(parts, static part => (bool)part!["hit"]!)!["text"]);
        Assert.Single((await client.GetAsync($"{pages}/2"))["parts"]!.AsArray());
        Assert.Equal((404, "not_found"), await client.ProblemAsync($"{pages}/99"));
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Hits_OfMorePagesThanASearchAnswers_AreAllOfThemInOrder(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        var upload = await client.UploadAsync(Texts.Long(120), "long.txt", Indexed);
        await client.EndAsync(upload);
        var hits = $"/api/v2/documents/{upload["document_id"]}/hits";

        var pages = Pages(await client.GetAsync($"{hits}?q=gantry"));
        Assert.Equal(Enumerable.Range(1, 120), pages);
        Assert.Equal(pages, Pages(await client.GetAsync($"{hits}?q=gantry%20zeppelin"))); // as the search: any word
        Assert.Empty(Pages(await client.GetAsync($"{hits}?q=zeppelin")));
        Assert.Empty(Pages(await client.GetAsync($"{hits}?q=%22")));
        Assert.Equal((400, "invalid_parameter"), await client.ProblemAsync(hits));
        using var stranger = work.Host.As("stranger");
        Assert.Equal((404, "not_found"), await stranger.ProblemAsync($"{hits}?q=gantry"));

        static IEnumerable<int> Pages(JsonNode answer) =>
            answer["pages"]!.AsArray().Select(static page => (int)page!);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Hits_OfWordsInDifferentChunksOfAPage_AreThatPage(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var (place, client) = work;
        var between = string.Concat(Enumerable.Repeat("The gantry crane lifts containers of forty tonnes. ", 60));
        var upload = await client.UploadAsync(
            Texts.Unique($"Zeppelin. {between} Quokka 船.\fZeppelin alone. {between}\fQuokka 船 alone. {between}"),
            "apart.txt", Indexed);
        await client.EndAsync(upload);
        Assert.NotEqual(1, place.Count("chunks WHERE page = 1"));

        Assert.Equal([1], await PagesAsync("quokka%20zeppelin"));
        Assert.Equal([1], await PagesAsync("zeppelin%20%E8%88%B9"));
        Assert.Equal([1, 3], await PagesAsync("gantry%20quokka%20%E8%88%B9"));
        Assert.Equal([1, 2], await PagesAsync("zeppelin"));

        async Task<IEnumerable<int>> PagesAsync(string query) =>
            (await client.GetAsync($"/api/v2/documents/{upload["document_id"]}/hits?q={query}"))["pages"]!
            .AsArray()
            .Select(static page => (int)page!);
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Runs_OfADocumentThatIsProcessedAgain_AreBothTheNewestFirst(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        var upload = await client.UploadAsync(Texts.English, "again.md", Indexed);
        await client.EndAsync(upload);
        var id = (string)upload["document_id"]!;
        var (_, again) = await client.PostAsync($"/api/v1/documents/{id}/operations/summary/execute");
        await client.EndAsync(again);

        // The row keeps the last state a moment after it was shown.
        JsonArray runs = [];
        await Eventually.HoldsAsync(
            async () =>
            {
                runs = (await client.GetAsync($"/api/v2/documents/{id}/pipelines"))["runs"]!.AsArray();
                return runs.All(static run => (string?)run!["state"]!["status"] == "completed");
            },
            "both rows have the end");
        Assert.Equal(
            [
                (string?)again["processing_pipeline"]!["pipeline_id"],
                (string?)upload["processing_pipeline"]!["pipeline_id"],
            ],
            runs.Select(static run => (string?)run!["pipeline_id"]));
        Assert.Empty((await client.GetAsync("/api/v2/queue"))["places"]!.AsArray());
    }

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Shared)]
    public async Task Search_Narrowed_FindsWhatIsMeantAndPagesOn(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        var text = await client.UploadAsync(Texts.Long(30), "long.txt", Indexed);
        var markdown = await client.UploadAsync(Texts.English, "cranes.md", Indexed);
        await client.EndAsync(text);
        await client.EndAsync(markdown);
        const string Query = "/api/v2/search?q=gantry";

        Assert.All(await HitsAsync(client, $"{Query}&type=markdown"), hit =>
            Assert.Equal((string?)markdown["document_id"], hit));
        Assert.All(await HitsAsync(client, $"{Query}&document_id={text["document_id"]}"), hit =>
            Assert.Equal((string?)text["document_id"], hit));
        Assert.NotEmpty(await HitsAsync(client, $"{Query}&status=completed&since=2020-01-01"));
        Assert.Empty(await HitsAsync(client, $"{Query}&status=failed"));
        Assert.Empty(await HitsAsync(client, $"{Query}&until=2020-01-01"));
        Assert.Equal((400, "invalid_parameter"), await client.ProblemAsync($"{Query}&type=poem"));
        Assert.Equal((400, "invalid_parameter"), await client.ProblemAsync($"{Query}&since=yesterday"));

        var all = (await client.GetAsync($"{Query}&limit=100"))["hits"]!
            .AsArray()
            .Select(static hit => hit!.ToJsonString())
            .ToList();
        var first = (await client.GetAsync($"{Query}&limit=20"))["hits"]!
            .AsArray()
            .Select(static hit => hit!.ToJsonString());
        var rest = (await client.GetAsync($"{Query}&limit=100&offset=20"))["hits"]!
            .AsArray()
            .Select(static hit => hit!.ToJsonString());
        Assert.True(all.Count > 20, $"Only {all.Count} hits.");
        Assert.Equal(all, first.Concat(rest));
    }

    [Fact]
    public async Task Content_Inline_IsShownOnlyWhereItIsAPdf()
    {
        await using var work = await HostAtWork.StartAsync(Rows.Sqlite);
        var client = work.Client;
        var pdf = await client.UploadAsync(
            await File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken), "garden.pdf");
        var page = await client.UploadAsync(
            "<!doctype html><title>x</title><p>Text of a page.</p><script>1</script>"u8.ToArray(), "page.html");

        Assert.Equal((null, "application/pdf"), await DispositionAsync(client, pdf, "?inline=true"));
        Assert.Equal("attachment", (await DispositionAsync(client, pdf, "")).Disposition);
        Assert.Equal("attachment", (await DispositionAsync(client, page, "?inline=true")).Disposition);
    }

    private static async Task<(string? Disposition, string? Type)> DispositionAsync(
        HostClient client, JsonNode upload, string query)
    {
        using var answer = await client.Http.GetAsync(
            $"/api/v2/documents/{upload["document_id"]}/content{query}", HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken);
        return (
            answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<IReadOnlyList<string?>> HitsAsync(HostClient client, string query) =>
        [.. (await client.GetAsync(query))["hits"]!.AsArray().Select(static hit => (string?)hit!["document_id"])];
}
