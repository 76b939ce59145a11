using System.Collections.Immutable;
using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Replaying;

/// <param name="State">The state after a frame.</param>
/// <param name="Stage">The one stage that the frame changed; null where it changed more.</param>
/// <param name="Raised">The transitions that it brought.</param>
/// <param name="Skipped">How many before those are not known one by one.</param>
internal sealed record PlayedState(
    PipelineState State, string? Stage, ImmutableArray<PipelineTransition> Raised, long Skipped);
