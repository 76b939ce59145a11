using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

// The folder Merging: docs/protocol.md#what-a-client-does-with-a-frame as pure functions. What was held and a frame
// give what is held next, and what to tell of it. No clock, no socket, no lock.

/// <summary>What is known of one pipeline.</summary>
internal sealed class Held(PipelineState state, bool isComplete, ImmutableArray<StageFrame> ahead)
{
    private PipelineState? _shown;

    /// <summary>
    /// The truth at its position; transitions are counted up to its <see cref="PipelineState.Transition"/>.
    /// </summary>
    public PipelineState State { get; } = state;

    /// <summary>Whether all stages are as of that position.</summary>
    public bool IsComplete { get; } = isComplete;

    /// <summary>
    /// Newer values of stages that may be shown but are no part of the truth yet, the newest of each.
    /// </summary>
    public ImmutableArray<StageFrame> Ahead { get; } = ahead;

    /// <summary>The state as readers see it: the truth with what is ahead over it.</summary>
    public PipelineState Shown => _shown ??= Ahead.IsEmpty ? State : Ahead.Aggregate(State, Show);

    // Within an epoch the overall progress never goes back, whichever of the two is the newer one.
    private static PipelineState Show(PipelineState state, StageFrame f) =>
        StageMerge.WithStage(state, f) with
        {
            OverallProgress = Math.Max(state.OverallProgress, f.OverallProgress), CurrentStage = f.CurrentStage,
            Timestamp = f.Timestamp,
        };
}
