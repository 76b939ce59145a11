namespace Dpa.Realtime;

/// <summary>A question that a pipeline asks a person, and waits for (docs/protocol.md#questions).</summary>
public sealed record PipelineQuestion
{
    /// <summary>Makes a question.</summary>
    /// <param name="id">Names the question within the pipeline's attempt, 1–128 of <c>A–Z a–z 0–9 . _ : -</c>. A run
    /// that took over asks again under the same id, and gets the answer that was given meanwhile.</param>
    /// <param name="text">The question, human-readable, 1–512 characters.</param>
    public PipelineQuestion(string id, string text)
    {
        Id = id;
        Text = text;
    }

    /// <summary>Names the question within the pipeline's attempt.</summary>
    public string Id { get; }

    /// <summary>The question, human-readable.</summary>
    public string Text { get; }

    /// <summary>
    /// The answers to choose from, at most 20 of 1–200 characters each; any other answer is refused. <value>none: the
    /// answer is free</value>
    /// </summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>
    /// A JSON Schema of the answer, for clients that show a form: one JSON object of at most 2,048 bytes and 5 levels.
    /// The server does not check answers against it. <value>null</value>
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>Until when it may be answered. <value>null: as long as it is asked</value></summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The type of the stage that asks, or null where the pipeline itself does.</summary>
    public string? Stage { get; internal init; }

    /// <summary>The token of the producer that asks. Not on the wire.</summary>
    internal string AskedBy { get; init; } = "";

    /// <summary>Whether both ask the same, with the same choices.</summary>
    /// <param name="other">The one to compare with.</param>
    /// <returns>True where they do.</returns>
    public bool Equals(PipelineQuestion? other) =>
        other is not null
        && string.Equals(Id, other.Id, StringComparison.Ordinal)
        && string.Equals(Text, other.Text, StringComparison.Ordinal)
        && string.Equals(Schema, other.Schema, StringComparison.Ordinal)
        && string.Equals(Stage, other.Stage, StringComparison.Ordinal)
        && string.Equals(AskedBy, other.AskedBy, StringComparison.Ordinal)
        && ExpiresAt == other.ExpiresAt
        && (ReferenceEquals(Choices, other.Choices)
            || (Choices is not null
                && other.Choices is not null
                && Choices.SequenceEqual(other.Choices, StringComparer.Ordinal)));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Text, Stage, ExpiresAt, Choices?.Count);
}
