using System.Collections.Immutable;

namespace Dpa.Realtime.Backplane;

/// <summary>
/// What stays the same from change to change, or seldom differs. All states that have it in common share one.
/// </summary>
internal sealed record PipelineDefinition
{
    public string Id { get; init; } = "";

    public string? Epoch { get; init; }

    public string? Continues { get; init; }

    public PipelineControls Controls { get; init; }

    public string Owner { get; init; } = "";

    public string? Name { get; init; }

    public string? Kind { get; init; }

    public string? ParentId { get; init; }

    public double Weight { get; init; } = 1;

    public int? ExpectedChildren { get; init; }

    public long Fence { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public ImmutableSortedDictionary<string, string> Attributes { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    public PipelineResult? Result { get; init; }

    /// <summary>Of nothing yet.</summary>
    public static PipelineDefinition None { get; } = new();

    public PipelineDefinition In(string? epoch) =>
        string.Equals(Epoch, epoch, StringComparison.Ordinal) ? this : this with { Epoch = epoch };

    public PipelineDefinition At(long fence) => Fence == fence ? this : this with { Fence = fence };

    public PipelineDefinition With(ImmutableSortedDictionary<string, string> attributes, PipelineResult? result) =>
        ReferenceEquals(Attributes, attributes) && ReferenceEquals(Result, result)
            ? this
            : this with { Attributes = attributes, Result = result };
}
