using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Publishing;

/// <summary>
/// Makes one change of two, such that it is legal wherever the older was, and ends where both end. The step in between
/// is what is lost. Pure.
/// </summary>
internal static class TransitionMerging
{
    /// <summary>The merged change, or null where the two cannot become one.</summary>
    public static PipelineChange? Merge(PipelineChange older, PipelineChange newer)
    {
        if (IsOfQuestion(older) || IsOfQuestion(newer)) return null;
        return Moves(older, newer) is { } merged
            ? merged with { Attributes = AttributeMerge.Both(older.Attributes, newer.Attributes) }
            : null;
    }

    private static PipelineChange? Moves(PipelineChange older, PipelineChange newer)
    {
        var ofStage = older is { Status: null, Warning: false, Stages.Length: 1 };
        if (ofStage)
            return newer is { Status: null, Warning: false, Stages.Length: 1 } ? MergeStages(older, newer) : null;
        if (older.Status is null)
            return older.Stages.IsEmpty && newer.Stages.IsEmpty ? MergeOwn(older, newer) : null;
        return newer.Status is PipelineStatus.Processing or PipelineStatus.Pending ? MergeMoves(older, newer) : null;
    }

    /// <summary>
    /// The pipeline's next status supersedes a warning, an estimate and the stalled flag; without one, the next change
    /// supersedes what it names itself, and the stalled flag.
    /// </summary>
    private static PipelineChange MergeOwn(PipelineChange older, PipelineChange newer)
    {
        if (newer.Status is not null) return newer;
        var merged = newer.Eta is null
            ? newer with { Eta = older.Eta, EtaLow = older.EtaLow, EtaHigh = older.EtaHigh }
            : newer;
        return older.Warning && !newer.Warning
            ? merged with
            {
                Warning = true, Message = older.Message, TraceParent = older.TraceParent ?? newer.TraceParent,
            }
            : merged;
    }

    private static PipelineChange? MergeStages(PipelineChange older, PipelineChange newer)
    {
        var (first, then) = (older.Stages[0], newer.Stages[0]);
        return string.Equals(first.Id, then.Id, StringComparison.Ordinal)
            ? newer with { Stages = [MergeStage(first, then)] }
            : null;
    }

    private static StageChange MergeStage(StageChange first, StageChange then)
    {
        var values = then is { NewAttempt: true, KeepProgress: false }
            ? then
            : then with // a new attempt takes nothing from the old one
            {
                Progress = then.Progress ?? first.Progress, Indeterminate = then.Indeterminate ?? first.Indeterminate,
                CompletedUnits = then.CompletedUnits ?? first.CompletedUnits,
                TotalUnits = then.TotalUnits ?? first.TotalUnits, Unit = then.Unit ?? first.Unit,
                Message = then.Message ?? first.Message,
                Estimate = then.Progress is null ? EstimateOf(first) : then.Estimate, // it goes with progress
            };
        return values with
        {
            Status = then.Status ?? first.Status,
            NewAttempt = first.NewAttempt || then.NewAttempt,
            KeepProgress = then.NewAttempt ? then.KeepProgress : first.KeepProgress,
            Error = then.Error ?? (then.Status is null ? first.Error : null),
        };
    }

    /// <summary>A stage that is not under way has none, also when it goes on.</summary>
    private static Estimate EstimateOf(StageChange change) =>
        change.Status is null or PipelineStatus.Processing ? change.Estimate : default;

    private static bool IsOfQuestion(PipelineChange change) => change.Ask is not null || change.Withdraw is not null;

    private static PipelineChange MergeMoves(PipelineChange older, PipelineChange newer) => newer with
    {
        NewAttempt = newer.NewAttempt || older.NewAttempt,
        Stages = newer.Stages.Aggregate(older.Stages, With), // one change a stage, however many moves are merged
    };

    private static ImmutableArray<StageChange> With(ImmutableArray<StageChange> stages, StageChange then)
    {
        for (var i = 0; i < stages.Length; i++)
            if (string.Equals(stages[i].Id, then.Id, StringComparison.Ordinal))
                return stages.SetItem(i, MergeStage(stages[i], then));
        return stages.Add(then);
    }
}
