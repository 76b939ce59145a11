using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>What merging came to.</summary>
/// <param name="Status">Applied, unchanged or the refusal.</param>
/// <param name="State">The state afterwards; the old one unless applied.</param>
/// <param name="Stage">The stage that changed, when it was one alone.</param>
/// <param name="Transitions">The transitions that it brought.</param>
/// <param name="Reason">Why it was refused.</param>
internal readonly record struct MergeOutcome(
    ApplyStatus Status, PipelineState State, string? Stage, ImmutableArray<PipelineTransition> Transitions,
    string? Reason);
