using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>The bounds of a new pipeline (docs/protocol.md#bounds), each with a message that names what to
/// change.</summary>
internal static class StartRules
{
    private const int MaxChildren = 1_000_000;

    public static void Check(PipelineStart start)
    {
        if (!WireBounds.IsPipelineId(start.Id))
            throw Wrong("The pipeline's id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        if (!WireBounds.IsUserId(start.Owner))
            throw Wrong("The owner has 1 to 256 characters and no control characters.");
        if (start.ParentId is not null && !WireBounds.IsPipelineId(start.ParentId))
            throw Wrong("The parent's id has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
        if (!IsWeight(start.Weight))
            throw Wrong($"A weight is greater than 0 and at most {WireBounds.MaxWeight:0}.");
        if (start.Status is not (PipelineStatus.Pending or PipelineStatus.Processing))
            throw Wrong("A pipeline starts as Pending or Processing.");
        if (start.Children is < 1 or > MaxChildren)
            throw Wrong(
                $"A parent expects 1 to {MaxChildren} children; leave Children null where the number is not known.");
        CheckStages(start.Stages);
        AttributeRules.Check(start.Attributes);
        CheckSize(start);
    }

    /// <summary>
    /// What would be too large before the first report is better refused here than at some later one.
    /// </summary>
    private static void CheckSize(PipelineStart start)
    {
        if (StateSize.Fit(PipelineMerge.Create(start, "", default), 0) is null)
            throw Wrong(
                $"The state of a pipeline has at most {WireBounds.MaxStateBytes} bytes, and {start.Stages.Count} "
                    + $"stages with these ids and names leave no space in it. Shorten them, or use child pipelines."
            );
    }

    private static void CheckStages(IReadOnlyList<StageDefinition> stages)
    {
        if (stages.Count > WireBounds.MaxStages)
            throw Wrong(
                $"A pipeline has at most {WireBounds.MaxStages} stages. Merge small ones, or use child pipelines.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stage in stages)
        {
            if (!WireBounds.IsPipelineId(stage.Id))
                throw Wrong("A stage's type has 1 to 128 characters of A-Z a-z 0-9 . _ : -");
            if (!seen.Add(stage.Id))
                throw Wrong($"The stage '{stage.Id}' is declared twice.");
            if (!IsWeight(stage.Weight))
                throw Wrong(
                    $"The weight of the stage '{stage.Id}' must be greater than 0 and at most {WireBounds.MaxWeight:0}."
                );
            if (stage.Status is not (PipelineStatus.Pending or PipelineStatus.Skipped))
                throw Wrong($"The stage '{stage.Id}' starts as Pending or Skipped.");
        }
    }

    /// <summary>Bounded, so that the weighted sum over a million children stays a number.</summary>
    private static bool IsWeight(double weight) => weight is > 0 and <= WireBounds.MaxWeight;

    private static ArgumentException Wrong(string message) => new(message);
}
