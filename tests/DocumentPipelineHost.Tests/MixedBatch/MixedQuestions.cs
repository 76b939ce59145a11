using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.MixedBatch;

/// <summary>
/// Thirty questions over the documents of a batch, the project's own or the real ones, in both languages, each with
/// words of its answer. A document or page is right that holds these words: the same text may stand in two formats.
/// </summary>
internal static class MixedQuestions
{
    private const int LeastDocuments = 28;
    private const int LeastPages = 24;
    private const int FirstHits = 3;

    private static readonly (string Question, string Answer)[] OfTheProject =
    [
        ("Why must no family of plants return to the same bed?", "no family of plants returns to the same bed"),
        ("How often should a kitchen garden be watered?", "watered too often and too shallowly"),
        ("nitrogen for leaves, phosphate for roots", "nitrogen for leaves, phosphate for roots"),
        ("What should I do in January?", "In January order seed"),
        ("sow parsnip", "value parsnip for roasting"),
        ("pumpkin", "value pumpkin for soups"),
        ("tomato of the nightshade family", "Tomato belongs to the nightshade family"),
        ("asparagus", "Asparagus belongs to the lily family"),
        ("rhubarb", "repay a square metre as well as rhubarb"),
        ("feeds a household of four", "feeds a household of four"),
        ("How many sockets does the room need?", "ten sockets on at least two separate circuits"),
        ("Who checks every electrical appliance?", "checks every electrical appliance before it leaves"),
        ("At whose risk is the repair done?", "signs that the repair is done at the owner's risk"),
        ("How old is the boiler?", "the boiler is twenty-six years old"),
        ("What did it cost to mend the roof above the reading room?", "roof above the reading room was mended"),
        ("homework club on Tuesdays", "homework club on Tuesdays was the best attended"),
        ("读者可以借几册图书？", "可以借出五册图书"),
        ("逾期图书每天收多少钱", "逾期图书每册每天收取一角钱"),
        ("全馆清点是什么时候", "每年七月进行一次全馆清点"),
        ("故事会面向几岁的儿童", "故事会面向四至八岁儿童"),
        ("发生火情怎么办？", "发生火情时，先按下警铃"),
        ("急救箱放在哪里", "急救箱放在服务台右侧"),
        ("志愿者每周服务几小时", "每人每周至少服务三小时"),
        ("条码应当贴在哪里", "应当贴在书名页右下角"),
        ("易燃液体存放在哪里？", "易燃液体应当存放在防爆柜内"),
        ("准入证书有效期多久", "证书有效期两年"),
        ("实验废液怎么收集", "实验废液应当按照酸、碱、有机溶剂和重金属分类收集"),
        ("折叠车适合多远的距离", "折叠车5公里以内"),
        ("早高峰汽车的平均时速是多少", "早高峰期间城区汽车的平均时速"),
        ("When does the miller open the sluice?", "The miller opens the sluice at dawn"),
    ];

    private static readonly (string Question, string Answer)[] OfRealDocuments =
    [
        ("When is the disc of a satellite red?", "disc is red if the satellite is in the shadow of the Earth"),
        ("How is the phase of the Moon drawn?", "its phase is drawn as it appears in the sky"),
        ("flares produced by the Iridium satellites", "flares produced by the Iridium satellites"),
        ("What can excessive backlash compensation cause?", "Excessive backlash compensation can cause"),
        ("Does tool touch off add a G43?", "touch off automatically adds a G43"),
        ("Are laptops suited to real time software step generation?", "Laptops are not generally suited to real time"),
        ("How many characters must the name of a package have at least?", "must be at least two characters long"),
        ("May a shared library package be tagged essential?", "shared library package must not be tagged essential"),
        ("Can an upstream version be reused for other source code?", "upstream version must not be reused"),
        ("What is /opt reserved for?", "reserved for the installation of add-on application software"),
        ("Why must no family of plants return to the same bed?", "no family of plants returns to the same bed"),
        ("What feeds a household of four?", "feeds a household of four"),
        ("How many sockets does the room need?", "ten sockets on at least two separate circuits"),
        ("What did it cost to mend the roof above the reading room?", "roof above the reading room was mended"),
        ("Elbit Systems in Fort Worth", "Elbit Systems of America"),
        ("GNB 的 nodeid 是什么类型的数字？", "32bit 无符号整型数字"),
        ("Public Index 节点需要用 root 启动吗", "不需要用 root 启动"),
        ("Lite Mode 下 upnp 选项默认启用吗", "选项默认被启用"),
        ("粘滞位保护目录内的文件不被删除", "不被其所有者之外的一个用户删除"),
        ("Linux 文件有几种类型的时间戳？", "文件有三种类型的时间戳"),
        ("Debian 计划是哪一年由谁建立的", "1993 年由 Ian Murdock 建立"),
        ("打算运行一台服务器，对稳定性有严格要求", "对稳定性有严格要求"),
        ("软件仓库每日更新几次", "软件仓库每日更新两次"),
        ("Linux 由谁写就", "由 Linus Torvalds 以及世界各地"),
        ("哪个工具用于交互式命令行操作，包含软件包的安装", "所有的交互式命令行操作"),
        ("读者可以借几册图书？", "可以借出五册图书"),
        ("逾期图书每天收多少钱", "逾期图书每册每天收取一角钱"),
        ("急救箱放在哪里", "急救箱放在服务台右侧"),
        ("易燃液体存放在哪里？", "易燃液体应当存放在防爆柜内"),
        ("早高峰汽车的平均时速是多少", "早高峰期间城区汽车的平均时速"),
    ];

    /// <summary>Asks all; the figures.</summary>
    /// <param name="client">A user who has the documents.</param>
    /// <param name="pages">The text of every good document's pages, by its file name.</param>
    public static async Task<string> AskAsync(
        HostClient client, IReadOnlyDictionary<string, IReadOnlyDictionary<int, string>> pages)
    {
        List<string> missedDocuments = [], missedPages = [], contentsFirst = [], filled = [];
        var all = MixedDocuments.Folder is null ? OfTheProject : OfRealDocuments;
        foreach (var (question, answer) in all)
        {
            var right = pages.SelectMany(file => RightPages(file.Key, file.Value, answer)).ToHashSet();
            Assert.True(right.Count > 0, $"No page holds «{answer}».");
            var hits = await HitsAsync(client, question);
            var first = hits.Take(FirstHits).ToList();
            var named = $"{question} [{string.Join(", ", first.Select(static hit => $"{hit.File}:{hit.Page}"))}]";
            if (!first.Exists(hit => right.Any(page => page.File == hit.File)))
                missedDocuments.Add(named);
            if (!first.Exists(right.Contains))
                missedPages.Add(named);
            if (first.Count == FirstHits && first.All(hit => hit.File == first[0].File)
                && hits.Exists(hit => hit.File != first[0].File && !IsContents(pages[hit.File][hit.Page])))
                filled.Add(named);
            var isContents = hits.ConvertAll(hit => IsContents(pages[hit.File][hit.Page]));
            if (isContents.Contains(true) && isContents.IndexOf(true) < isContents.LastIndexOf(false))
                contentsFirst.Add(named);
        }

        var (documents, rightPages) = (all.Length - missedDocuments.Count, all.Length - missedPages.Count);
        var figures = $"{all.Length} questions: the right document in the first {FirstHits} hits for {documents}, "
            + $"the right page for {rightPages}; a contents page before a body page for {contentsFirst.Count}, "
            + $"all first hits of one document beside others for {filled.Count}.";
        string[] missed =
        [
            "No right document:", .. missedDocuments, "No right page:", .. missedPages, "Contents first:",
            .. contentsFirst, "One document first:", .. filled,
        ];
        Assert.True(
            documents >= LeastDocuments && rightPages >= LeastPages && contentsFirst.Count == 0 && filled.Count == 0,
            $"{figures}\n{string.Join('\n', missed)}");
        return figures;
    }

    private static IEnumerable<(string File, int Page)> RightPages(
        string file, IReadOnlyDictionary<int, string> pages, string answer) =>
        pages.Where(page => PageTexts.Holds(page.Value, answer)).Select(page => (file, page.Key));

    private static async Task<List<(string File, int Page)>> HitsAsync(HostClient client, string question)
    {
        var found = await client.GetAsync($"/api/v2/search?limit=20&q={Uri.EscapeDataString(question)}");
        return [.. found["hits"]!.AsArray().Select(static hit => ((string)hit!["filename"]!, (int)hit["page"]!))];
    }

    /// <summary>Most of its lines lead to a page number by dots.</summary>
    private static bool IsContents(string page)
    {
        var lines = page.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length >= 5 && lines.Count(LeadsToAPage) * 2 > lines.Length;
    }

    private static bool LeadsToAPage(string line) => char.IsAsciiDigit(line[^1])
        && (line.Contains(". . .", StringComparison.Ordinal) || line.Contains("....", StringComparison.Ordinal));
}
