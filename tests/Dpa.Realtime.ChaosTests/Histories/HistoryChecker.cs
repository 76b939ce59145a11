using System.Globalization;

namespace Dpa.Realtime.ChaosTests.Histories;

/// <summary>
/// Judges what clients saw of a run against what its producers said: nothing goes back, every transition is raised once
/// or skipped aloud, all clients agree, nothing is made up, and what was accepted is there in the end. It knows nothing
/// of how the library works.
/// </summary>
/// <param name="steps">How many reports make a stage: a percentage that is no multiple of one was never
/// reported.</param>
/// <param name="saidBy">What the producers asked for and had accepted.</param>
/// <param name="mayLose">Whether a node was killed, so that what it held is lost with it and the library speaks for the
/// dead.</param>
internal sealed class HistoryChecker(int steps, IReadOnlyList<Said> saidBy, bool mayLose)
{
    // The library itself says these: a pipeline's first status, and what becomes of a lost producer's work.
    private static readonly string[] OfTheLibrary = ["pending", "processing"];

    private readonly List<string> _violations = [];
    private readonly Dictionary<
        (string Pipeline, string Epoch, long Version), (StateView View, string Watcher)
    > _states = [];
    private readonly Dictionary<
        (string Pipeline, string Epoch, long Number), (Seen.Raised Raised, string Watcher)
    > _transitions = [];

    /// <summary>Everything that is wrong with these histories; empty where nothing is.</summary>
    public IReadOnlyList<string> Check(IEnumerable<WatchHistory> histories)
    {
        foreach (var history in histories) CheckOne(history);
        return _violations;
    }

    private void CheckOne(WatchHistory history)
    {
        Seen.State? held = null;
        long? counter = null;
        var pending = new List<Seen>(); // what a frame raises is recorded before the state that it brings
        foreach (var seen in history.Seen)
        {
            if (seen is not Seen.State state)
            {
                if (seen is Seen.Broken broken) Violated(history, broken.What);
                else pending.Add(seen);
                continue;
            }

            if (held is not null && !state.IsReset) CheckForward(history, held, state);
            counter = CheckCount(history, held, state, counter, pending);
            CheckAgreement(history, state);
            CheckReal(history, state);
            foreach (var raised in pending.OfType<Seen.Raised>()) CheckRaised(history, state.Epoch, raised);
            pending.Clear();
            held = state;
        }

        if (pending.Count > 0) Violated(history, $"{pending.Count} transitions were raised without a state");
        if (held is null) Violated(history, "nothing was ever seen");
        else CheckKept(history, held);
    }

    /// <summary>Positions grow; within a run and an attempt, progress does not shrink.</summary>
    private void CheckForward(WatchHistory history, Seen.State held, Seen.State next)
    {
        var order = string.CompareOrdinal(next.Epoch, held.Epoch);
        var isSamePosition =
            order == 0 && next.Version == held.Version && !held.View.IsComplete && next.View.IsComplete;
        if (order < 0 || (order == 0 && next.Version <= held.Version && !isSamePosition))
            Violated(history, $"the position went back from {Position(held)} to {Position(next)}");
        if (order != 0)
            return; // another run, or one that goes on from an older copy of what was lost
        if (next.View.Attempt < held.View.Attempt)
            Violated(
                history, $"the attempt went back from {held.View.Attempt} to {next.View.Attempt} at {Position(next)}");
        if (next.View.Attempt == held.View.Attempt && next.View.Overall < held.View.Overall)
            Violated(
                history,
                $"the overall progress went back from {held.View.Overall} to {next.View.Overall} at {Position(next)}");
        foreach (var (id, before) in held.View.Stages)
        {
            if (!next.View.Stages.TryGetValue(id, out var after))
                Violated(history, $"the stage {id} is gone at {Position(next)}");
            else if (
                after.Attempt < before.Attempt
                || (after.Attempt == before.Attempt && after.Progress < before.Progress))
                Violated(history, $"the stage {id} went back from {before} to {after} at {Position(next)}");
        }
    }

    /// <summary>Every number above the counter is raised once, in order, or is in one skip.</summary>
    private long CheckCount(WatchHistory history, Seen.State? held, Seen.State state, long? counter, List<Seen> raised)
    {
        var at = counter ?? state.View.Transition;
        if (
            held is not null
            && !state.IsReset
            && held.Epoch != state.Epoch
            && (state.Continues is null || state.View.Transition < at))
            at = state.Continues is null ? 0 : state.View.Transition;
        if (state.IsReset)
            at = state.View.Transition;
        foreach (var one in raised)
        {
            if (one is Seen.Skipped skipped) at += skipped.Count;
            else if (one is Seen.Raised transition && transition.Number != ++at)
            {
                Violated(
                    history, $"transition {transition.Number} was raised where {at} was to come, at {Position(state)}");
                at = transition.Number;
            }
        }

        if (at != state.View.Transition)
            Violated(
                history, $"{Position(state)} counts {state.View.Transition} transitions, raised or skipped were {at}");
        return state.View.Transition;
    }

    private void CheckAgreement(WatchHistory history, Seen.State state)
    {
        if (!state.IsWhole) return;
        var key = (history.Pipeline, state.Epoch, state.Version);
        if (!_states.TryAdd(key, (state.View, history.Watcher)) && !IsSame(_states[key].View, state.View))
            Violated(history, $"{Position(state)} is another state than {_states[key].Watcher} saw");
    }

    private void CheckRaised(WatchHistory history, string epoch, Seen.Raised raised)
    {
        var key = (history.Pipeline, epoch, raised.Number);
        if (!_transitions.TryAdd(key, (raised, history.Watcher)) && _transitions[key].Raised != raised)
            Violated(
                history,
                $"transition {raised.Number} is another than {_transitions[key].Watcher} was told: {raised}, "
                    + $"{_transitions[key].Raised}"
            );
        if (saidBy.Any(s => s.Pipeline == history.Pipeline && s.Stage == raised.Stage && s.To == raised.To))
            return;
        if (mayLose || (raised.Stage is null && OfTheLibrary.Contains(raised.To)))
            return;
        Violated(
            history, $"transition {raised.Number} ({raised.Stage ?? "pipeline"} → {raised.To}) was never asked for");
    }

    /// <summary>What is shown was reported.</summary>
    private void CheckReal(WatchHistory history, Seen.State state)
    {
        foreach (var (id, stage) in state.View.Stages)
        {
            if (stage.Done is not { } done || stage.Status is not ("processing" or "completed")) continue;
            var isReported = stage.Total == steps && done >= 0 && done <= steps;
            // A new attempt that keeps the progress of the one before may show more than its own units say.
            var fits =
                stage.Status == "completed"
                    ? stage.Progress == 100
                    : mayLose || stage.Progress == Math.Floor(10_000.0 * done / steps) / 100;
            if (!isReported || !fits)
                Violated(history, $"the stage {id} shows {stage} at {Position(state)}, which nobody reported");
        }
    }

    /// <summary>Whatever a producer was told is accepted is in the last state.</summary>
    private void CheckKept(WatchHistory history, Seen.State last)
    {
        var accepted = saidBy.Count(s => s.Pipeline == history.Pipeline && s.What is "accepted" or "held");
        if (
            !mayLose
            && last.View.Transition < saidBy.Count(s => s.Pipeline == history.Pipeline && s.What == "accepted"))
            Violated(history, $"{accepted} transitions were accepted and the last state counts {last.View.Transition}");
        foreach (
            var said in saidBy.Where(s =>
                s.Pipeline == history.Pipeline && s is { What: "accepted", To: "completed" or "failed" }))
        {
            if (
                said.Stage is null
                    ? last.View.Status == said.To
                    : !last.View.IsComplete
                        || (last.View.Stages.TryGetValue(said.Stage, out var stage) && stage.Status == said.To))
                continue;
            Violated(
                history,
                $"{said.Stage ?? "the pipeline"} was accepted as {said.To} and ends as "
                    + $"{(said.Stage is null ? last.View.Status : last.View.Stages.GetValueOrDefault(said.Stage)?.Status ?? "nothing")}"
            );
        }
    }

    private static bool IsSame(StateView one, StateView other) =>
        one with { Stages = null! } == other with { Stages = null! }
        && one.Stages.Count == other.Stages.Count
        && one.Stages.All(s => other.Stages.TryGetValue(s.Key, out var stage) && stage == s.Value);

    private static string Position(Seen.State state) =>
        string.Create(CultureInfo.InvariantCulture, $"{state.Epoch[^8..]}:{state.Version}");

    private void Violated(WatchHistory history, string what) =>
        _violations.Add($"{history.Watcher}, {history.Pipeline}: {what}.");
}
