using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// The weighted mean over the stages that are not skipped, for a parent over its children. A completed pipeline is at
/// 100, and no other. Holding the highest value is the merge's part.
/// </summary>
internal static class OverallProgress
{
    private const double MostUnlessCompleted = 99.99;

    public static double Of(PipelineState state) => Of(state, state.Status, state.StageList);

    /// <summary>Of a state that is to have another status and other stages.</summary>
    public static double Of(PipelineState state, PipelineStatus status, StageList stages)
    {
        if (!state.Children.IsEmpty) return Of(status, state.ChildrenProgress);
        double sum = 0, weights = 0;
        for (var i = 0; i < stages.Count; i++)
        {
            var stage = stages[i];
            if (stage.Status == PipelineStatus.Skipped) continue;
            sum += stage.Weight * stage.Progress;
            weights += stage.Weight;
        }

        return Of(status, weights > 0 ? sum / weights : 0);
    }

    /// <summary>All stages may be done a moment before the pipeline is.</summary>
    public static double Of(PipelineStatus status, double mean) =>
        status == PipelineStatus.Completed ? 100 : Math.Min(MostUnlessCompleted, WireNumbers.Percent(mean));

    /// <summary>A state that comes from outside, and that an earlier version may have put at 100 too early.</summary>
    public static PipelineState Held(PipelineState state) =>
        state.Status == PipelineStatus.Completed || state.OverallProgress <= MostUnlessCompleted
            ? state
            : state with { OverallProgress = MostUnlessCompleted };
}
