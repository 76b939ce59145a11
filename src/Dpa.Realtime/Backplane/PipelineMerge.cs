using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

// The room Backplane: owns the truth on one node. It promises that a change is merged, numbered, stored and handed on as one step, in version order,
// and that applying the same change twice is harmless.

/// <summary>The atomic step as a pure function: (state, change, now) → (state, what happened). Every backplane computes the same.</summary>
internal static class PipelineMerge
{
    public static PipelineState Create(PipelineStart start, string epoch, DateTimeOffset now)
    {
        var stages = start.Stages.Select(s => NewStage(start.Id, s, 1)).ToImmutableArray();
        var state = new PipelineState
        {
            Id = start.Id,
            Position = new PipelinePosition(epoch, 1),
            Status = start.Status,
            Message = WireBounds.Cut(start.Message, WireBounds.MaxMessage),
            Controls = start.Controls,
            Owner = start.Owner,
            Name = WireBounds.Cut(start.Name, WireBounds.MaxName),
            Kind = WireBounds.Cut(start.Kind, WireBounds.MaxName),
            ParentId = start.ParentId,
            Weight = start.Weight,
            CreatedAt = now,
            Timestamp = now,
            Stages = stages,
            Attributes = start.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        return state with { OverallProgress = OverallProgress.Of(state), CurrentStage = CurrentStage(state) };
    }

    /// <summary>A state that was lost goes on in a new epoch: the same counters, one version further.</summary>
    public static PipelineState Continue(PipelineState held, string epoch) =>
        held with { Position = new PipelinePosition(epoch, held.Position.Version + 1), Continues = held.Position.Epoch };

    public static MergeOutcome Apply(PipelineState state, PipelineChange change, int transitionsKept, DateTimeOffset now)
    {
        var step = new MergeStep(state, now);
        if (step.Refuse(change) is { } refusal) return refusal;
        foreach (var stage in change.Stages)
            if (step.MergeStage(stage) is { } refused) return refused;
        if (change.EndOpenStages) step.EndOpenStages(change);
        if (step.MergePipeline(change) is { } refusedPipeline) return refusedPipeline;
        return step.Finish(transitionsKept);
    }

    internal static StageState NewStage(string pipelineId, StageDefinition definition, long version) => new()
    {
        Id = definition.Id,
        StageId = $"{pipelineId}:{definition.Id}",
        Name = WireBounds.Cut(definition.Name, WireBounds.MaxName)!,
        Version = version,
        Weight = definition.Weight,
        Status = definition.Status,
        CanInterrupt = definition.CanInterrupt,
    };

    internal static string? CurrentStage(PipelineState state)
    {
        if (state.IsEnded) return null;
        string? interrupted = null;
        foreach (var stage in state.Stages)
        {
            if (stage.Status is PipelineStatus.Processing or PipelineStatus.Cancelling) return stage.Id;
            if (stage.Status == PipelineStatus.Interrupted) interrupted ??= stage.Id;
        }

        return interrupted;
    }
}
