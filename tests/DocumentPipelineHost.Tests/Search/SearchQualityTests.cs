using System.Text.Json.Nodes;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.Search;

/// <summary>Questions as people ask them, over documents of all kinds in both languages, with the places of their answers.</summary>
public sealed class SearchQualityTests
{
    private const string Garden = "kitchen-garden.en.pdf";
    private const string Volunteers = "library-volunteers.zh.pdf";
    private const string Safety = "laboratory-safety.zh.txt";
    private const string Cafe = "repair-cafe.en.md";
    private const string Report = "library-report.en.txt";
    private const string Cycling = "cycling.zh.md";
    private const int ContentsPage = 2;

    private static readonly string[] Files = [Garden, Volunteers, Safety, Cafe, Report, Cycling, "tools/pandoc.pptx", "tools/libreoffice.xlsx"];

    private static readonly (string Question, string File, int Page)[] Questions =
    [
        ("Why must no family of plants return to the same bed?", Garden, 7),
        ("How often should a kitchen garden be watered?", Garden, 5),
        ("nitrogen for leaves, phosphate for roots", Garden, 6),
        ("What should I do in January?", Garden, 8),
        ("sow parsnip", Garden, 26),
        ("pumpkin", Garden, 32),
        ("tomato of the nightshade family", Garden, 9),
        ("asparagus", Garden, 39),
        ("rhubarb", Garden, 40),
        ("feeds a household of four", Garden, 3),
        ("How many sockets does the room need?", Cafe, 1),
        ("Who checks every electrical appliance?", Cafe, 1),
        ("At whose risk is the repair done?", Cafe, 1),
        ("How old is the boiler?", Report, 1),
        ("What did it cost to mend the roof above the reading room?", Report, 1),
        ("homework club on Tuesdays", Report, 1),
        ("读者可以借几册图书？", Volunteers, 2),
        ("逾期图书每天收多少钱", Volunteers, 2),
        ("全馆清点是什么时候", Volunteers, 3),
        ("故事会面向几岁的儿童", Volunteers, 4),
        ("发生火情怎么办？", Volunteers, 5),
        ("急救箱放在哪里", Volunteers, 5),
        ("志愿者每周服务几小时", Volunteers, 1),
        ("条码应当贴在哪里", Volunteers, 3),
        ("易燃液体存放在哪里？", Safety, 1),
        ("准入证书有效期多久", Safety, 1),
        ("实验废液怎么收集", Safety, 1),
        ("折叠车适合多远的距离", Cycling, 1),
        ("早高峰汽车的平均时速是多少", Cycling, 1),
        ("When does the miller open the sluice?", "pandoc.pptx", 2),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Rows.Sqlite)]
    [InlineData(Rows.Postgres)]
    public async Task Search_ThirtyQuestions_FindTheirDocumentAndPage(Rows rows)
    {
        await using var place = await HostPlace.CreateAsync(rows);
        await using var host = await place.StartAsync();
        using var client = host.As("user-1");
        foreach (var file in Files)
            await client.EndAsync(await client.UploadAsync(await File.ReadAllBytesAsync(Assets.Of(file), Cancellation), Path.GetFileName(file), ("create_index", "true")));
        var (missedFiles, missedPages) = (new List<string>(), new List<string>());
        foreach (var (question, file, page) in Questions)
        {
            var hits = (await client.GetAsync($"/api/v2/search?limit=20&q={Uri.EscapeDataString(question)}"))["hits"]!.AsArray().Select(static hit => hit!).ToList();
            AssertContentsComeLast(hits);
            var first = hits.Take(3).ToList();
            if (!first.Exists(hit => (string?)hit["filename"] == file))
                missedFiles.Add(question);
            if (!first.Exists(hit => (string?)hit["filename"] == file && (int)hit["page"]! == page))
                missedPages.Add(question);
        }

        Assert.True(missedFiles.Count <= 2, $"No right document in the first three hits: {string.Join(" | ", missedFiles)}");
        Assert.True(missedPages.Count <= 6, $"No right page in the first three hits: {string.Join(" | ", missedPages)}");
    }

    private static void AssertContentsComeLast(List<JsonNode> hits)
    {
        var last = hits.FindLastIndex(static hit => !IsContents(hit));
        Assert.All(hits.Take(last + 1), static hit => Assert.False(IsContents(hit), "A contents page stands before a body page."));
    }

    private static bool IsContents(JsonNode hit) => (string?)hit["filename"] == Garden && (int)hit["page"]! == ContentsPage;
}
