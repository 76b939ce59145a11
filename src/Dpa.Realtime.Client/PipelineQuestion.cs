using System.Collections.Immutable;

namespace Dpa.Realtime.Client;

/// <summary>
/// A question that a pipeline asks a person and waits for (docs/protocol.md#questions); answered by
/// <see cref="RealtimeClient.AnswerAsync"/>.
/// </summary>
/// <param name="Id">Names the question within the pipeline's attempt.</param>
/// <param name="Text">The question, human-readable.</param>
public sealed record PipelineQuestion(string Id, string Text)
{
    /// <summary>The type of the stage that asks, or null where the pipeline itself does.</summary>
    public string? Stage { get; init; }

    /// <summary>The answers to choose from; empty where the answer is free.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>A JSON Schema of the answer, as JSON, or null.</summary>
    public string? Schema { get; init; }

    /// <summary>Until when it may be answered, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether both ask the same, with the same choices.</summary>
    /// <param name="other">The one to compare with.</param>
    /// <returns>True where they do.</returns>
    public bool Equals(PipelineQuestion? other) =>
        other is not null
        && string.Equals(Id, other.Id, StringComparison.Ordinal)
        && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && string.Equals(Stage, other.Stage, StringComparison.Ordinal)
        && string.Equals(Schema, other.Schema, StringComparison.Ordinal)
        && ExpiresAt == other.ExpiresAt
        && Choices.AsSpan().SequenceEqual(other.Choices.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Text, Stage, ExpiresAt, Choices.AsSpan().Length);
}
