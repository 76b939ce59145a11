using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

/// <summary>Takes in a <c>pipeline_progress</c>: the eight rules of docs/protocol.md#what-a-client-does-with-a-frame,
/// by their numbers.</summary>
internal static class PipelineMerge
{
    /// <param name="held">What is held, or null.</param>
    /// <param name="f">The frame.</param>
    /// <param name="answersWithoutSince">Whether it answers a request that named no position, so that nothing more can
    /// be asked for.</param>
    public static Merged Apply(Held? held, PipelineFrame f, bool answersWithoutSince)
    {
        if (held is null) return f.IsPartial ? Merged.Heal(null) : Begin(f); // 1
        if (f.IsReset) return Begin(f); // 2
        var state = held.State;
        if (f.State.Position == state.Position && f.HasStages && !f.IsPartial && !held.IsComplete) // 3
            return new Merged(new Held(state with { Stages = f.State.Stages }, true, []), false, false, [], 0);
        if (f.State.Position <= state.Position) return Merged.Ignore(held); // 4
        if (f.IsPartial && f.State.Position.Epoch != state.Position.Epoch) return Merged.Heal(held); // 5
        // Transitions that were not asked for are none that were skipped.
        var counter = f.ListsTransitions ? TransitionCount.GoesOnFrom(state, f.State) : f.State.Transition; // 6
        var skipped = Math.Max(0, f.TransitionsFrom - 1 - counter); // 7
        if (skipped > 0 && !f.HasStages && !answersWithoutSince) return Merged.Heal(held);
        var next = Take(held, f); // 8
        return new Merged(
            next, false, f.IsPartial && !next.IsComplete, TransitionCount.Above(counter, f.State), skipped);
    }

    private static Merged Begin(PipelineFrame f) => new(new Held(f.State, f.HasStages, []), false, false, [], 0);

    private static Held Take(Held held, PipelineFrame f)
    {
        var isSameEpoch = f.State.Position.Epoch == held.State.Position.Epoch;
        var isSameRun = isSameEpoch || f.State.Continues == held.State.Position.Epoch;
        var state = f.State;
        if (f.IsPartial)
            state = state with { Stages = Replace(held.State.Stages, state.Stages) };
        else if (!f.HasStages && isSameRun)
            state = TransitionCount.Keep(
                state with
                {
                    Stages = held.State.Stages, Transitions = held.State.Transitions,
                },
                f.State.Transitions);
        var isWhole = f.HasStages && !f.IsPartial;
        var ahead = isWhole || !isSameEpoch ? [] : held.Ahead.RemoveAll(a => f.State.FindStage(a.Stage.Id) is not null);
        return new Held(state, isWhole || (f.IsPartial && held.IsComplete), ahead);
    }

    /// <summary>Each changed stage in place of the one of its id; unknown ones appended in their order.</summary>
    private static ImmutableArray<StageState> Replace(
        ImmutableArray<StageState> stages, ImmutableArray<StageState> changed)
    {
        var next = stages.ToBuilder();
        foreach (var stage in changed)
        {
            var index = StageMerge.IndexOf(stages, stage.Id);
            if (index < 0) next.Add(stage);
            else next[index] = stage;
        }

        return next.ToImmutable();
    }
}
