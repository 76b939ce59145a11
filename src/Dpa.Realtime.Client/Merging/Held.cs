using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

// The room Merging: protocol section 5 as pure functions. What was held and a frame give what is held next, and what to tell of it. No clock, no socket, no lock.

/// <summary>What is known of one pipeline.</summary>
/// <param name="State">The truth at its position; transitions are counted up to its <see cref="PipelineState.Transition"/>.</param>
/// <param name="IsComplete">Whether all stages are as of that position.</param>
/// <param name="Ahead">Newer values of stages that may be shown but are no part of the truth yet, the newest of each.</param>
internal sealed record Held(PipelineState State, bool IsComplete, ImmutableArray<StageFrame> Ahead)
{
    private PipelineState? _shown;

    /// <summary>The state as readers see it: the truth with what is ahead over it.</summary>
    public PipelineState Shown => _shown ??= Ahead.IsEmpty ? State : Ahead.Aggregate(State, Show);

    // Within an epoch the overall progress never goes back, whichever of the two is the newer one.
    private static PipelineState Show(PipelineState state, StageFrame f) =>
        StageMerge.WithStage(state, f) with { OverallProgress = Math.Max(state.OverallProgress, f.OverallProgress), CurrentStage = f.CurrentStage, Timestamp = f.Timestamp };
}
