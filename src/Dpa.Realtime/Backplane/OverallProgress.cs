using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Backplane;

/// <summary>The weighted mean over the stages that are not skipped, for a parent over its children. A completed pipeline is at 100. Holding the highest value is the merge's part.</summary>
internal static class OverallProgress
{
    public static double Of(PipelineState state)
    {
        if (state.Status == PipelineStatus.Completed) return 100;
        if (!state.Children.IsEmpty) return WireNumbers.Percent(state.ChildrenProgress);
        double sum = 0, weights = 0;
        foreach (var stage in state.Stages)
        {
            if (stage.Status == PipelineStatus.Skipped) continue;
            sum += stage.Weight * stage.Progress;
            weights += stage.Weight;
        }

        return weights > 0 ? WireNumbers.Percent(sum / weights) : 0;
    }
}
