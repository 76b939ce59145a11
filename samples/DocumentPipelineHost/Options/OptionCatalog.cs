using DocumentEngine.Documents;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Stages;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Options;

/// <summary>The options, their presets and the limits, as data.</summary>
internal sealed class OptionCatalog(IOptions<UploadOptions> upload, IOptions<ModelOptions> model)
{
    public OptionsAnswer Answer { get; } =
        new(
            [
                Row("upload", StageTypes.Upload, byDefault: true),
                Row(StageTypes.Parse, StageTypes.Parse, byDefault: true),
                Row(OptionNames.CreateIndex, StageTypes.Index, byDefault: true),
                Row(OptionNames.GenerateSummary, StageTypes.Summary, byDefault: true),
                Row(OptionNames.DeepAnalysis, StageTypes.Analysis, byDefault: false),
            ],
            [
                new("upload", new("Upload only", "仅上传"), []),
                new("index", new("Index", "索引"), [OptionNames.CreateIndex]),
                new("summary", new("Summary", "摘要"), [OptionNames.GenerateSummary]),
                new(
                    "index_summary", new("Index + summary", "索引和摘要"),
                    [OptionNames.CreateIndex, OptionNames.GenerateSummary]),
                new(
                    "full", new("Everything", "全部"),
                    [OptionNames.CreateIndex, OptionNames.GenerateSummary, OptionNames.DeepAnalysis]),
            ],
            new(upload.Value.MaxBytes, DocumentLimits.MaxPages, ContentTypes.Extensions), OptionModel.Of(model.Value));

    private static OptionRow Row(string id, string stage, bool byDefault)
    {
        var info = StageCatalog.Of(stage);
        return new OptionRow(id, info.Name, byDefault, OptionNeeds.Of(id), info.Weight, info.EstimateSeconds);
    }
}
