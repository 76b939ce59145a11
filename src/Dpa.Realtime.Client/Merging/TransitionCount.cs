using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

/// <summary>Which transitions of a frame are news.</summary>
internal static class TransitionCount
{
    /// <summary>As many as a full state carries (docs/protocol.md#transition).</summary>
    private const int Kept = 64;

    /// <summary>Rule 6: the number above which the frame's transitions are new.</summary>
    public static long GoesOnFrom(PipelineState held, PipelineState f)
    {
        if (f.Position.Epoch == held.Position.Epoch) return held.Transition;
        if (f.Continues is null) return 0;
        if (f.Continues == held.Position.Epoch) return Math.Min(held.Transition, f.Transition);
        // The state was lost more than once while the client was away: a transition that both list decides.
        foreach (var mine in held.Transitions)
            if (Find(f.Transitions, mine.Number) is { } theirs)
                return IsSame(mine, theirs) ? Math.Min(held.Transition, f.Transition) : 0;
        return f.Transition >= held.Transition ? held.Transition : 0;
    }

    /// <summary>Those listed above a number, in order, each once.</summary>
    public static ImmutableArray<PipelineTransition> Above(long counter, PipelineState f)
    {
        var raised = ImmutableArray.CreateBuilder<PipelineTransition>();
        foreach (var transition in f.Transitions)
        {
            if (transition.Number <= counter || transition.Number > f.Transition) continue;
            raised.Add(transition);
            counter = transition.Number;
        }

        return raised.ToImmutable();
    }

    /// <summary>Adds those that are newer to the kept transitions of a state.</summary>
    public static PipelineState Keep(PipelineState state, ImmutableArray<PipelineTransition> listed)
    {
        var last = state.Transitions.IsEmpty ? 0 : state.Transitions[^1].Number;
        var all = state.Transitions.AddRange(listed.Where(t => t.Number > last));
        return all.Length == state.Transitions.Length
            ? state
            : state with
            {
                Transitions = all.Length > Kept ? all.RemoveRange(0, all.Length - Kept) : all,
            };
    }

    private static PipelineTransition? Find(ImmutableArray<PipelineTransition> transitions, long number)
    {
        foreach (var transition in transitions)
            if (transition.Number == number) return transition;
        return null;
    }

    private static bool IsSame(PipelineTransition one, PipelineTransition other) =>
        one.Stage == other.Stage && one.To == other.To && one.Timestamp == other.Timestamp;
}
