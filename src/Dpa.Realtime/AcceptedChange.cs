using System.Collections.Immutable;

namespace Dpa.Realtime;

/// <summary>A change as the backplane accepted it: one version of one pipeline.</summary>
public sealed record AcceptedChange
{
    /// <summary>The state after the change.</summary>
    public required PipelineState State { get; init; }

    /// <summary>
    /// The stage that changed, when it was one stage alone; null when the pipeline itself or several stages changed.
    /// </summary>
    public string? Stage { get; init; }

    /// <summary>The transitions of this change, oldest first; empty for progress.</summary>
    public ImmutableArray<PipelineTransition> Transitions { get; init; } = [];

    /// <summary>The W3C trace context of the report, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>
    /// When the change was accepted, by the accepting node's monotonic clock, for measuring delivery on the same node;
    /// 0 from another node.
    /// </summary>
    public long AcceptedTimestamp { get; init; }
}
