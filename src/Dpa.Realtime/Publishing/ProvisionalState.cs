using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Publishing;

/// <summary>The state as the backplane would have made it, had it been there. Pure.</summary>
internal static class ProvisionalState
{
    public static PipelineState Of(PipelineState accepted, IEnumerable<PipelineChange> waiting, DateTimeOffset now)
    {
        var state = accepted;
        foreach (var change in waiting)
        {
            var outcome = PipelineMerge.Apply(state, change, transitionsKept: 1, now);
            if (outcome.Status == ApplyStatus.Applied) state = outcome.State;
        }

        // It moves no version and no counter.
        return state with
        {
            Position = accepted.Position,
            Transition = accepted.Transition,
            Transitions = accepted.Transitions,
            Stages =
            [
                .. state.Stages.Select(
                    (s, i) =>
                        s with
                        {
                            Version = i < accepted.StageList.Count
                                ? accepted.StageList[i].Version
                                : accepted.Position.Version,
                        }),
            ],
        };
    }
}
