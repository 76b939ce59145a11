using System.Collections.Immutable;

namespace Dpa.Realtime.Client.Merging;

// The folder Merging: docs/protocol.md#what-a-client-does-with-a-frame as pure functions. From the held state and a
// frame they compute the next held state, and what to report of it. No clock, no socket, no lock.

/// <summary>What is known of one pipeline.</summary>
internal sealed class Held(PipelineState state, bool isComplete, ImmutableArray<StageFrame> ahead)
{
    private PipelineState? _shown;

    /// <summary>
    /// The authoritative state at its position; transitions are counted up to its
    /// <see cref="PipelineState.Transition"/>.
    /// </summary>
    public PipelineState State { get; } = state;

    /// <summary>Whether all stages are as of that position.</summary>
    public bool IsComplete { get; } = isComplete;

    /// <summary>Newer values of stages that may be shown but are not authoritative yet, the newest of each.</summary>
    public ImmutableArray<StageFrame> Ahead { get; } = ahead;

    /// <summary>The state as readers see it: the authoritative state with the newer values applied.</summary>
    public PipelineState Shown => _shown ??= Ahead.IsEmpty ? State : Ahead.Aggregate(State, Show);

    // Within an epoch the overall progress never goes back, whichever of the two is the newer one.
    private static PipelineState Show(PipelineState state, StageFrame f) =>
        StageMerge.WithStage(state, f) with
        {
            OverallProgress = Math.Max(state.OverallProgress, f.OverallProgress), CurrentStage = f.CurrentStage,
            Timestamp = f.Timestamp,
        };
}
