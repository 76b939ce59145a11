namespace Dpa.Realtime.Client;

/// <summary>One transition, or a number of transitions that are no longer known one by one.</summary>
/// <param name="state">The state after the frame that reported it.</param>
/// <param name="transition">The transition, or null if some were skipped.</param>
/// <param name="skipped">How many were skipped.</param>
public sealed class TransitionEventArgs(PipelineState state, PipelineTransition? transition, long skipped) : EventArgs
{
    /// <summary>The state after the frame that reported it.</summary>
    public PipelineState State { get; } = state;

    /// <summary>The transition; null if <see cref="Skipped"/> is above 0.</summary>
    public PipelineTransition? Transition { get; } = transition;

    /// <summary>How many transitions were too old to be reported one by one; 0 for a transition.</summary>
    public long Skipped { get; } = skipped;
}
