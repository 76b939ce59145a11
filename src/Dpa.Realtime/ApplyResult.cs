using System.Collections.Immutable;

namespace Dpa.Realtime;

/// <summary>The backplane's answer to a change.</summary>
/// <param name="Status">What it did.</param>
/// <param name="State">The newest state, whatever the status; null only for <see cref="ApplyStatus.NotFound"/>.</param>
/// <param name="Transitions">The transitions that this change brought; empty for progress.</param>
/// <param name="Reason">For a refusal: why, in words for the producer's developer.</param>
public sealed record ApplyResult(
    ApplyStatus Status, PipelineState? State, ImmutableArray<PipelineTransition> Transitions, string? Reason = null)
{
    /// <summary>
    /// Changes of ancestors that this change brought and that carry transitions, for example a batch that ended with
    /// its last child; empty nearly always. A repeated sequence does not bring them again.
    /// </summary>
    public ImmutableArray<AcceptedChange> Parents { get; init; } = [];
}
