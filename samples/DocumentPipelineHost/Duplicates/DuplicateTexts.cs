using DocumentEngine.Messages;
using DocumentEngine.Text;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Pipelines;
using Dpa.Realtime;

namespace DocumentPipelineHost.Duplicates;

/// <summary>The question about bytes that are stored already, and its choices, in the pipeline's language.</summary>
internal static class DuplicateTexts
{
    /// <summary>The question's id within its pipeline.</summary>
    public const string Id = "duplicate";

    public static readonly LocalizedText Deleted = MessageCatalog.Text("duplicate.deleted");

    private static readonly IReadOnlyList<(DuplicateHandling Choice, LocalizedText Text)> All =
    [
        (DuplicateHandling.Open, MessageCatalog.Text("duplicate.open")),
        (DuplicateHandling.Again, MessageCatalog.Text("duplicate.again")),
        (DuplicateHandling.Keep, MessageCatalog.Text("duplicate.keep")),
    ];

    /// <summary>The question; "process it again" is a choice where any processing is asked for.</summary>
    public static PipelineQuestion Question(DuplicateQuestion question, PipelineRecord pipeline) =>
        new(
            Id,
            MessageCatalog.Text(
                "duplicate.question", ("name", question.Filename), ("stored", question.StoredName)
            ).In(pipeline.Language))
        {
            Choices =
            [
                .. All
                    .Where(each => each.Choice != DuplicateHandling.Again || pipeline.StageTypes.Count > 0)
                    .Select(each => each.Text.In(pipeline.Language)),
            ],
            ExpiresAt = question.Until,
        };

    /// <summary>The choice of that text.</summary>
    public static DuplicateHandling Of(string answer, string language) =>
        All.First(each => each.Text.In(language) == answer).Choice;
}
