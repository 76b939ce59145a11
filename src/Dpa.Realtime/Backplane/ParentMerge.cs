using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// Computes the parent's state after its children have changed: new counts and progress, its start with the first
/// child's, its end with the last one's. Pure.
/// </summary>
internal static class ParentMerge
{
    private static readonly ProgressError ChildrenFailed = new(
        ProgressErrorCodes.ChildrenFailed, "No part of the work was completed.",
        "Look at the parts that failed, and try them again.",
        Retryable: true);

    /// <summary>The changes, in order; none where nothing that the parent shows has changed.</summary>
    public static ImmutableArray<MergeOutcome> Apply(
        PipelineState parent, RollUp children, int transitionsKept, DateTimeOffset now)
    {
        PipelineState? state = null;
        ImmutableArray<MergeOutcome> changes = [];
        foreach (var change in Moves(parent, children))
        {
            var outcome = PipelineMerge.Apply(state ?? children.Describe(parent), change, transitionsKept, now);
            state = outcome.State;
            changes = changes.Add(outcome);
        }

        if (state is not null) return changes;
        state = Next(parent, children, now);
        return Shows(state, parent) ? [new MergeOutcome(ApplyStatus.Applied, state, null, [], null)] : [];
    }

    private static IEnumerable<PipelineChange> Moves(PipelineState parent, RollUp children)
    {
        if (parent.IsEnded) yield break;
        var ends = parent.ExpectedChildren is { } expected && children.Count >= expected && children.Live == 0;
        var begins = parent.Status == PipelineStatus.Pending && children.Count > children.Of(PipelineStatus.Pending);
        // A parent that is interrupted goes on only to be ended: its children's end is the truth.
        if (begins || (ends && parent.Status == PipelineStatus.Interrupted))
            yield return Move(parent, PipelineStatus.Processing);
        if (ends)
            yield return End(parent, children);
    }

    private static PipelineChange End(PipelineState parent, RollUp children)
    {
        var completed = children.Of(PipelineStatus.Completed);
        if (completed == children.Count)
            return Move(parent, PipelineStatus.Completed);
        if (parent.Status == PipelineStatus.Cancelling && children.Of(PipelineStatus.Cancelled) > 0)
            return Move(parent, PipelineStatus.Cancelled);
        if (completed > 0)
            return Move(parent, PipelineStatus.Completed) with
            {
                Warning = true, Message = $"{children.Count - completed} of {children.Count} were not completed.",
            };
        if (children.Of(PipelineStatus.Failed) > 0)
            return Move(parent, PipelineStatus.Failed) with
            {
                Error = ChildrenFailed, Message = ChildrenFailed.Message,
            };
        return Move(parent, PipelineStatus.Cancelled);
    }

    private static PipelineChange Move(PipelineState parent, PipelineStatus status) => new()
    {
        PipelineId = parent.Id,
        ProducerToken = "",
        Sequence = 0,
        Status = status,
        EndOpenStages = StatusRules.IsEnd(status),
    };

    private static bool Shows(PipelineState state, PipelineState before) =>
        state.OverallProgress != before.OverallProgress || !ReferenceEquals(state.Children, before.Children);

    private static PipelineState Next(PipelineState parent, RollUp children, DateTimeOffset now)
    {
        var position = parent.Position with { Version = parent.Position.Version + 1 };
        return children.Describe(parent, position, now > parent.Timestamp ? now : parent.Timestamp);
    }
}
