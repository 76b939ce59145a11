using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

/// <summary>Takes in a <c>stage_update</c>: the four rules of docs/protocol.md#what-a-client-does-with-a-frame, by
/// their numbers.</summary>
internal static class StageMerge
{
    public static Merged Apply(Held? held, StageFrame f)
    {
        if (f.IsProvisional) // 1
            return held?.State.Position.Epoch == f.Position.Epoch
                ? new Merged(ShowAhead(held, f, held.IsComplete), false, false, [], 0)
                : Merged.Ignore(held);
        if (held is null || string.CompareOrdinal(f.Position.Epoch, held.State.Position.Epoch) > 0)
            return Merged.Heal(held); // 2
        if (f.Position <= held.State.Position)
            return Merged.Ignore(held);
        var brings = f.Change == "progress" ? 0 : 1; // 3
        if (f.Transition - brings > held.State.Transition)
            return Merged.Heal(ShowAhead(held, f, held.IsComplete));
        if (IndexOf(held.State.Stages, f.Stage.Id) < 0)
            return Merged.Heal(ShowAhead(held, f, isComplete: false));
        ImmutableArray<PipelineTransition> raised =
            brings == 1 && f.Transition > held.State.Transition ? [TransitionOf(f)] : []; // 4
        var state = WithStage(held.State, f) with
        {
            Position = f.Position,
            Transition = f.Transition,
            OverallProgress = f.OverallProgress,
            CurrentStage = f.CurrentStage,
            Timestamp = f.Timestamp,
        };
        return new Merged(
            new Held(TransitionCount.Keep(state, raised), held.IsComplete, Without(held.Ahead, f.Stage.Id)), false,
            false, raised, 0);
    }

    /// <summary>The frame is absolute for its stage, but for what never changes in a stage's life.</summary>
    public static PipelineState WithStage(PipelineState state, StageFrame f)
    {
        var index = IndexOf(state.Stages, f.Stage.Id);
        if (index < 0) return state with { Stages = state.Stages.Add(f.Stage) };
        var old = state.Stages[index];
        var next = f.Stage with
        {
            StageId = old.StageId, Name = old.Name, Weight = old.Weight, CanInterrupt = old.CanInterrupt,
        };
        return state with { Stages = state.Stages.SetItem(index, next) };
    }

    public static int IndexOf(ImmutableArray<StageState> stages, string id)
    {
        for (var i = 0; i < stages.Length; i++)
            if (string.Equals(stages[i].Id, id, StringComparison.Ordinal)) return i;
        return -1;
    }

    private static Held ShowAhead(Held held, StageFrame f, bool isComplete) =>
        new(held.State, isComplete, Without(held.Ahead, f.Stage.Id).Add(f));

    private static ImmutableArray<StageFrame> Without(ImmutableArray<StageFrame> ahead, string id) =>
        ahead.IsEmpty ? ahead : ahead.RemoveAll(a => a.Stage.Id == id);

    private static PipelineTransition TransitionOf(StageFrame f) => new()
    {
        Number = f.Transition,
        Version = f.Position.Version,
        Stage = f.Stage.Id,
        From = f.From ?? f.Stage.Status,
        FromWord = f.FromWord,
        To = f.Stage.Status,
        ToWord = f.Stage.StatusWord,
        Attempt = f.Stage.Attempt,
        IsNewAttempt = f.Change == "attempt",
        Timestamp = f.Timestamp,
        Message = f.Stage.Message,
    };
}
