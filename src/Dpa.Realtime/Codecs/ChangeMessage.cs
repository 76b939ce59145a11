using System.Collections.Immutable;

namespace Dpa.Realtime.Codecs;

/// <summary>
/// One accepted change as it goes over a pipeline's channel: where it leads from and to, and, unless it was too large,
/// what changed.
/// </summary>
internal sealed record ChangeMessage
{
    /// <summary>
    /// The position that the change was merged from; null where the message is complete by itself (a start, a restored
    /// state).
    /// </summary>
    public PipelinePosition? Before { get; init; }

    public required PipelinePosition After { get; init; }

    /// <summary>By the sender's monotonic clock.</summary>
    public long SentTimestamp { get; init; }

    public string? Stage { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>The head, or null where the content was left out and the entry is to be read.</summary>
    public byte[]? Head { get; init; }

    /// <summary>With <see cref="Before"/> null, and where an attribute or the result changed.</summary>
    public byte[]? Definition { get; init; }

    /// <summary>The stages that changed, with their places.</summary>
    public ImmutableArray<(int Index, StageState Stage)> Stages { get; init; } = [];

    /// <summary>The transitions of this change; all kept ones where the message is complete by itself.</summary>
    public ImmutableArray<PipelineTransition> Transitions { get; init; } = [];
}
