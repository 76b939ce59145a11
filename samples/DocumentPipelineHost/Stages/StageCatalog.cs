using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Stages;

/// <summary>The stage types, in the order in which they run.</summary>
internal static class StageCatalog
{
    public static readonly IReadOnlyList<StageInfo> All =
    [
        new(StageTypes.Upload, new("Upload", "文件上传"), 1, 0.1),
        new(StageTypes.Parse, new("Parse", "解析文档"), 3, 0.5),
        new(StageTypes.Index, new("Index", "创建索引"), 3, 0.1),
        new(StageTypes.Summary, new("Summarise", "生成摘要"), 2, 0.3),
        new(StageTypes.Analysis, new("Deep analysis", "深度分析"), 1, 0.2),
    ];

    public static StageInfo Of(string type) => All.First(stage => stage.Type == type);

    /// <summary>The stages of these options, without the upload.</summary>
    public static IReadOnlyList<string> Wanted(ProcessingOptions options)
    {
        if (options.UploadOnly)
            return [];
        var wanted = new List<string>(4) { StageTypes.Parse };
        if (options.CreateIndex)
            wanted.Add(StageTypes.Index);
        if (options.GenerateSummary)
            wanted.Add(StageTypes.Summary);
        if (options.DeepAnalysis)
            wanted.Add(StageTypes.Analysis);
        return wanted;
    }

    /// <summary>Whether the stage's result is there.</summary>
    public static bool IsDone(Document document, string type) => DoneAt(document, type) is not null;

    /// <summary>Whether the pipeline is to do the stage, and has not yet.</summary>
    public static bool IsLeft(PipelineRecord pipeline, Document document, string type) =>
        pipeline.AgainTypes.Contains(type) || (pipeline.StageTypes.Contains(type) && !IsDone(document, type));

    /// <summary>When the stage's result was stored; null where there is none.</summary>
    public static DateTimeOffset? DoneAt(Document document, string type) => type switch
    {
        StageTypes.Parse => document.ParsedAt,
        StageTypes.Index => document.IndexedAt,
        StageTypes.Summary => document.SummarizedAt,
        StageTypes.Analysis => document.AnalyzedAt,
        _ => document.CreatedAt,
    };

    public static IReadOnlyList<StageDefinition> Define(IEnumerable<string> types, string language) =>
        [.. types.Select(Of).Select(stage => new StageDefinition(stage.Type, stage.Name.In(language), stage.Weight))];
}
