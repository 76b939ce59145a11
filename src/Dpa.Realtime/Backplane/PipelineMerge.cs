using System.Collections.Immutable;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

// The Backplane folder owns the authoritative state on one node. It guarantees that a change is merged, numbered,
// stored and passed on as one step, in version order, and that applying the same change twice is harmless.

/// <summary>
/// The atomic step as a pure function: (state, change, now) → (state, what happened). Every backplane computes the
/// same.
/// </summary>
internal static class PipelineMerge
{
    private const string TooLarge =
        "The pipeline's full state would be larger than 256 KiB. Use shorter messages, fewer stages, or child "
            + "pipelines.";

    public static PipelineState Create(PipelineStart start, string epoch, DateTimeOffset now)
    {
        var state = new PipelineState(Define(start, epoch, now))
        {
            Position = new PipelinePosition(epoch, 1),
            Status = start.Status,
            Message = WireBounds.Cut(start.Message, WireBounds.MaxMessage),
            Timestamp = now,
            Stages = [.. start.Stages.Select(s => NewStage(start.Id, s, 1))],
        };
        return state with
        {
            OverallProgress = OverallProgress.Of(state), CurrentStage = CurrentStage(state.Status, state.StageList),
        };
    }

    private static PipelineDefinition Define(PipelineStart start, string epoch, DateTimeOffset now) => new()
    {
        Id = start.Id,
        Epoch = epoch,
        Controls = start.Controls,
        Owner = start.Owner,
        Name = WireBounds.Cut(start.Name, WireBounds.MaxName),
        Kind = WireBounds.Cut(start.Kind, WireBounds.MaxName),
        ParentId = start.ParentId,
        Weight = start.Weight,
        ExpectedChildren = start.Children,
        CreatedAt = now,
        Attributes = start.Attributes.ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>A state that was lost goes on in a new epoch: the same counters, one version further.</summary>
    public static PipelineState Continue(PipelineState held, string epoch) =>
        OverallProgress.Held(LaterWords.Drop(held)) with
        {
            Position = new PipelinePosition(epoch, held.Position.Version + 1), Continues = held.Position.Epoch,
        };

    public static MergeOutcome Apply(
        PipelineState state, PipelineChange change, int transitionsKept, DateTimeOffset now)
    {
        var outcome = Merge(state, change, transitionsKept, now);
        // Attributes that are too many hold back neither an end nor progress that they were joined to.
        if (
            outcome.Status == ApplyStatus.TooLarge
            && change.Attributes is not null
            && (change.Status is not null || !change.Stages.IsEmpty))
            return Apply(state, change with { Attributes = null }, transitionsKept, now);
        if (outcome.Status != ApplyStatus.Applied || !BringsTexts(change, outcome))
            return outcome;
        if (StateSize.Fit(outcome.State, outcome.Transitions.Length) is { } fitting)
            return outcome with { State = fitting };
        if (change.Status is not { } status || !(StatusRules.IsEnd(status) || status == PipelineStatus.Interrupted))
            return new MergeOutcome(ApplyStatus.TooLarge, state, null, [], TooLarge);
        // A pipeline can always end: its texts are dropped to make it fit.
        outcome = Merge(state, WithoutTexts(change), transitionsKept, now);
        return outcome with { State = StateSize.FitEnd(outcome.State, outcome.Transitions.Length) };
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

    internal static string? CurrentStage(PipelineStatus status, StageList stages)
    {
        if (status is PipelineStatus.Completed or PipelineStatus.Failed or PipelineStatus.Cancelled) return null;
        string? interrupted = null;
        for (var i = 0; i < stages.Count; i++)
        {
            var stage = stages[i];
            if (stage.Status is PipelineStatus.Processing or PipelineStatus.Cancelling or PipelineStatus.Waiting)
                return stage.Id;
            if (stage.Status == PipelineStatus.Interrupted) interrupted ??= stage.Id;
        }

        return interrupted;
    }

    private static MergeOutcome Merge(
        PipelineState state, PipelineChange change, int transitionsKept, DateTimeOffset now)
    {
        change = QuestionMerge.Expand(state, change);
        var step = new MergeStep(state, now);
        if (step.Refuse(change) is { } refusal) return refusal;
        foreach (var stage in change.Stages)
            if (step.MergeStage(stage) is { } refused) return refused;
        if (change.EndOpenStages) step.EndOpenStages(change);
        if (step.MergePipeline(change) is { } refusedPipeline) return refusedPipeline;
        return step.Finish(transitionsKept);
    }

    private static bool BringsTexts(PipelineChange change, in MergeOutcome outcome)
    {
        if (!outcome.Transitions.IsEmpty || change.Message is not null || change.Ask is not null) return true;
        if (change.Attributes is not null || change.Result is not null) return true;
        foreach (var stage in change.Stages)
            if (stage.Message is not null || stage.Unit is not null) return true;
        return false;
    }

    private static PipelineChange WithoutTexts(PipelineChange change)
    {
        var error = change.Error is null ? null : new ProgressError(change.Error.Code, "", "", change.Error.Retryable);
        return change with
        {
            Message = null, Error = error, Attributes = null,
            Result = change.Result is null ? null : new PipelineResult(change.Result.Uri),
            Stages = [.. change.Stages.Select(s => s with { Message = null, Unit = null, Error = null })],
        };
    }
}
