using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Computes what a producer reports again after a loss. A lost state may have been restored from a copy that is older
/// than the last state that was accepted from this run.
/// </summary>
internal static class LostStages
{
    /// <summary>The run's own stages that are behind what was accepted, as absolute values.</summary>
    /// <param name="accepted">The newest state that the run was answered with.</param>
    /// <param name="restored">The state as it is now, in an epoch that goes on from a loss.</param>
    /// <param name="own">The stages that this run has begun.</param>
    public static ImmutableArray<StageChange> Of(
        PipelineState accepted, PipelineState restored, IEnumerable<string> own)
    {
        if (restored.IsEnded) return [];
        var lost = ImmutableArray.CreateBuilder<StageChange>();
        foreach (var id in own)
            if (
                accepted.FindStage(id) is { } before
                && restored.FindStage(id) is { } now
                && Between(now, before) is { } change)
                lost.Add(change);
        return lost.ToImmutable();
    }

    private static StageChange? Between(StageState now, StageState before)
    {
        if (now.Attempt > before.Attempt) return null;
        // A stage waits with its question alone, which its run asks again.
        if (before.Status == PipelineStatus.Waiting) before = before with { Status = PipelineStatus.Processing };
        var isNewAttempt = before.Attempt > Math.Max(now.Attempt, 1);
        // An end that came since applies to this same attempt: it is kept.
        if (!isNewAttempt && StatusRules.IsEnd(now.Status))
            return null;
        if (isNewAttempt && !StatusRules.IsLegalForStage(now.Status, before.Status, newAttempt: true))
            return null;
        var moves =
            isNewAttempt
            || (
                now.Status != before.Status
                && IsFurther(before.Status, now.Status)
                && StatusRules.IsLegalForStage(now.Status, before.Status, newAttempt: false));
        if (!moves && before.Progress <= now.Progress)
            return null;
        return new StageChange
        {
            Id = before.Id,
            Status = moves ? before.Status : null,
            NewAttempt = isNewAttempt,
            Progress = before.Progress,
            Indeterminate = before.Indeterminate,
            Message = before.Message,
            CompletedUnits = before.CompletedUnits,
            TotalUnits = before.TotalUnits,
            Unit = before.Unit,
            Estimate = before.Estimate,
            Error = before.Error,
        };
    }

    /// <summary>Waiting, then under way (in whatever manner), then over.</summary>
    private static bool IsFurther(PipelineStatus before, PipelineStatus now) => Rank(before) >= Rank(now);

    private static int Rank(PipelineStatus status) => status switch
    {
        PipelineStatus.Pending => 0,
        _ when StatusRules.IsEnd(status) => 2,
        _ => 1,
    };
}
