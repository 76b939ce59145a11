using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>Merges one stage's new values. (attempt, progress) never goes back.</summary>
internal static class StageMerge
{
    /// <param name="Stage">The stage afterwards; the old one where nothing changes.</param>
    /// <param name="IsTransition">Whether it is a status change, a new attempt or a warning.</param>
    /// <param name="IsNewAttempt">Whether a new attempt begins.</param>
    public readonly record struct Result(StageState Stage, bool IsTransition, bool IsNewAttempt);

    public static Result Apply(StageState old, StageChange change, long version, DateTimeOffset now)
    {
        var status = change.Status ?? old.Status;
        var moves = status != old.Status;
        var newAttempt = change.NewAttempt || (moves && StatusRules.IsEnd(old.Status));
        var fromZero = newAttempt && !change.KeepProgress;
        var values = new StageValues(
            Status: status,
            Attempt: Attempt(old, status, newAttempt),
            Progress: Progress(fromZero ? 0 : old.Progress, change.Progress, status),
            Indeterminate: status == PipelineStatus.Processing
                && (change.Indeterminate ?? (old.Indeterminate && !fromZero)),
            CompletedUnits: change.CompletedUnits ?? (fromZero ? null : old.CompletedUnits),
            TotalUnits: change.TotalUnits ?? (fromZero ? null : old.TotalUnits),
            Unit: WireBounds.Cut(change.Unit, WireBounds.MaxName) ?? old.Unit,
            Message: WireBounds.Cut(change.Message, WireBounds.MaxMessage)
                ?? (moves || newAttempt ? null : old.Message),
            Estimate: EstimateOf(old, change, status, fromZero),
            Error: status == PipelineStatus.Failed
                ? WireBounds.Cut(change.Error) ?? (newAttempt ? null : old.Error)
                : null,
            StartedAt: StartedAt(old, status, newAttempt, now),
            CompletedAt: StatusRules.IsEnd(status) ? (moves || newAttempt ? now : old.CompletedAt) : null);
        var isTransition = moves || newAttempt || change.Warning;
        var isSame = !isTransition && values == StageValues.Of(old);
        return new Result(isSame ? old : values.Of(old, version), isTransition, newAttempt);
    }

    private static int Attempt(StageState old, PipelineStatus status, bool newAttempt)
    {
        if (newAttempt) return old.Attempt + 1;
        var works = status is PipelineStatus.Processing or PipelineStatus.Completed or PipelineStatus.Failed;
        return works ? Math.Max(old.Attempt, 1) : old.Attempt;
    }

    private static double Progress(double lowest, double? reported, PipelineStatus status)
    {
        if (status == PipelineStatus.Completed) return 100;
        return reported is { } value ? Math.Max(lowest, WireNumbers.Percent(value)) : lowest;
    }

    /// <summary>An estimate comes with progress; without (a warning, for example) the old one holds.</summary>
    private static Estimate EstimateOf(StageState old, StageChange change, PipelineStatus status, bool fromZero)
    {
        if (status != PipelineStatus.Processing) return default;
        return change.Progress is not null ? change.Estimate : fromZero ? default : old.Estimate;
    }

    private static DateTimeOffset? StartedAt(StageState old, PipelineStatus status, bool newAttempt, DateTimeOffset now)
    {
        if (newAttempt) return status == PipelineStatus.Processing ? now : null;
        return old.StartedAt ?? (status == PipelineStatus.Processing ? now : null);
    }
}
