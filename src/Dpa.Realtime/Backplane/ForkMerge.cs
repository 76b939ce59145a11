using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Merges a fork: two servers accepted changes of the same run, starting from the same state. This happens when there
/// were two masters for a while, or when an older copy was restored before the node that held a newer one connected.
/// One of the two states continues; what only the other one had accepted is applied again as a change: stages that
/// were further on, warnings, the end.
/// </summary>
internal static class ForkMerge
{
    /// <param name="now">The one that goes on.</param>
    /// <param name="other">The one that does not.</param>
    /// <param name="transitionsKept">As everywhere.</param>
    /// <param name="time">When it is merged.</param>
    /// <returns>The changes in order; none where nothing is missing. A state in which the run was taken over, began a
    /// new attempt or ended takes precedence over the other one.</returns>
    public static ImmutableArray<MergeOutcome> Of(
        PipelineState now, PipelineState other, int transitionsKept, DateTimeOffset time)
    {
        if (now.CreatedAt != other.CreatedAt || now.IsEnded || now.Fence > other.Fence || now.Attempt > other.Attempt)
            return [];
        // An older copy does not know what was removed since: it brings none.
        var attributes =
            other.Timestamp < now.Timestamp ? null : AttributeMerge.Lacking(now.Attributes, other.Attributes);
        var first = Begun(now, other) is { IsEmpty: false } begun
            ? PipelineMerge.Apply(now, Change(now, begun), transitionsKept, time)
            : default;
        if (first.Status != ApplyStatus.Applied || first.State is null)
            return Rest(now, other, attributes, transitionsKept, time) is { } only ? [only] : [];
        return Rest(first.State, other, attributes, transitionsKept, time) is { } then
            ? [first with { Stage = null }, then]
            : [first with { Stage = null }];
    }

    /// <summary>
    /// Stages that the other one had begun and ended since: that they began is a transition of its own.
    /// </summary>
    private static ImmutableArray<StageChange> Begun(PipelineState now, PipelineState other) =>
        [
            .. other
                .Stages.Where(s =>
                    StatusRules.IsEnd(s.Status)
                    && s.StartedAt is not null
                    && now.FindStage(s.Id)?.Status == PipelineStatus.Pending)
                .Select(s => new StageChange { Id = s.Id, Status = PipelineStatus.Processing }),
        ];

    private static MergeOutcome? Rest(
        PipelineState now, PipelineState other, ImmutableSortedDictionary<string, string?>? attributes,
        int transitionsKept, DateTimeOffset time)
    {
        var warnings = Warnings(now, other);
        var stages = LostStages.Of(other, now, other.Stages.Select(s => s.Id));
        var answers = other.Answers.RemoveAll(a => QuestionMerge.FindAnswer(now, a.QuestionId) is not null);
        var bringsAnswers = !answers.IsEmpty;
        if (warnings.IsEmpty && stages.IsEmpty && !other.IsEnded && !bringsAnswers && attributes is null) return null;
        var given = answers.FirstOrDefault(a => QuestionMerge.IsOpen(now, a.QuestionId)); // the one that counted there
        var kept = now.Transitions.AddRange(warnings);
        var counted = now with
        {
            Transition = now.Transition + warnings.Length,
            Transitions = kept.Length > transitionsKept ? kept[^transitionsKept..] : kept,
            Answers = now.Answers.AddRange(given is null ? answers : answers.Remove(given)),
        };
        MergeOutcome? merged =
            stages.IsEmpty && !other.IsEnded && given is null && attributes is null
                ? null
                : PipelineMerge.Apply(
                    counted, Change(other, stages) with { Answer = given, Attributes = attributes }, transitionsKept,
                    time);
        // An interrupted one takes no progress, but an answer.
        if (given is not null && merged is { Status: not ApplyStatus.Applied })
            merged = PipelineMerge.Apply(counted, Change(other, []) with { Answer = given }, transitionsKept, time);
        if (merged is { Status: ApplyStatus.Applied } outcome)
            return outcome with { Stage = null, Transitions = [.. warnings, .. outcome.Transitions] };
        if (warnings.IsEmpty && answers.IsEmpty)
            return null;
        var state = counted with
        {
            Position = counted.Position with { Version = counted.Position.Version + 1 }, Timestamp = time,
        };
        return StateSize.Fit(state, warnings.Length) is { } fitting
            ? new MergeOutcome(ApplyStatus.Applied, fitting, null, warnings, null)
            : null;
    }

    private static PipelineChange Change(PipelineState other, ImmutableArray<StageChange> stages)
    {
        var change = new PipelineChange
        {
            PipelineId = other.Id, ProducerToken = "", Sequence = 0, Stages = stages,
        };
        return other.IsEnded
            ? change with
            {
                Status = other.Status, EndOpenStages = true, Message = other.Message, Error = other.Error,
                Result = other.Result,
            }
            : change;
    }

    /// <summary>
    /// A warning has no place in the state but the list of transitions; the time at which it was accepted is what it is
    /// known by.
    /// </summary>
    private static ImmutableArray<PipelineTransition> Warnings(PipelineState now, PipelineState other)
    {
        var known = now.Transitions.Select(Identity).ToHashSet();
        var oldest =
            now.TransitionsFrom > 1 && !now.Transitions.IsEmpty
                ? now.Transitions[0].Timestamp
                : DateTimeOffset.MinValue; // for older ones this is not known
        var missing = other.Transitions.Where(t =>
            t.From == t.To && !t.IsNewAttempt && t.Timestamp > oldest && !known.Contains(Identity(t)));
        return
        [
            .. missing.Select((t, i) => t with { Number = now.Transition + 1 + i, Version = now.Position.Version + 1 }),
        ];
    }

    private static (string?, DateTimeOffset, string?) Identity(PipelineTransition transition) =>
        (transition.Stage, transition.Timestamp, transition.Message);
}
