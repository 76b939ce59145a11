using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>
/// The same documents on both engines: the same hits, page by page and snippet by snippet. Scores may differ, and with
/// them the order.
/// </summary>
public sealed class EnginesAgreeTests
{

    private static readonly string[] Queries =
    [
        "garden", "GARDEN beds", "compost", "water the", "co", "in", "3", "2024", "frost-free", "isn't", "can't stop",
        "soil pH 6.5", "e-mail", "a.b@c.example",
        "http://",
        "图书馆", "志愿", "志愿者", "书", "馆 书", "图书馆 志愿者", "开放时间", "年", "10", "garden 书", "tokens", "'quoted'", "back\\slash",
        "a:b*c", "!(x & y) | z", "<-> :*",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_OnBothEngines_FindsTheSame()
    {
        var onSqlite = await FindAllAsync(Rows.Sqlite);
        var onPostgres = await FindAllAsync(Rows.Postgres);

        foreach (var query in Queries)
            Assert.Equal(onSqlite[query], onPostgres[query]);
        Assert.True(onSqlite.Values.Count(static hits => hits.Count > 0) >= 12, "Many queries should find something.");
    }

    private static async Task<Dictionary<string, List<string>>> FindAllAsync(Rows rows)
    {
        await using var work = await HostAtWork.StartAsync(rows);
        var client = work.Client;
        foreach (var file in (string[])["kitchen-garden.en.pdf", "library-volunteers.zh.pdf"])
            await client.EndAsync(
                await client.UploadAsync(
                    await File.ReadAllBytesAsync(Assets.Of(file), Cancellation), file, ("create_index", "true")));
        var found = new Dictionary<string, List<string>>();
        foreach (var query in Queries)
            found[query] = Hits(await client.GetAsync($"/api/v2/search?limit=100&q={Uri.EscapeDataString(query)}"));
        return found;
    }

    /// <summary>All of them where there are no more than a page, in an order of their own; else how many.</summary>
    private static List<string> Hits(JsonNode answer) =>
        (int)answer["total"]! > 100
            ? [$"{answer["total"]}"]
            :
            [
                .. answer["hits"]!
                    .AsArray()
                    .Select(static hit => $"{hit!["filename"]} {hit["page"]} {hit["snippet"]!.ToJsonString()}")
                    .Order(StringComparer.Ordinal),
            ];
}
