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
}
