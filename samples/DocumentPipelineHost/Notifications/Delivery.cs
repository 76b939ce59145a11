namespace DocumentPipelineHost.Notifications;

/// <summary>One message on one channel, as the outbox and the log keep it.</summary>
internal sealed record Delivery
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    public required string Channel { get; init; }

    public required string Event { get; init; }

    public required string SubjectId { get; init; }

    public required string Payload { get; init; }

    /// <summary>Attempts that have begun.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// <c>pending</c>, <c>delivered</c>, <c>failed</c>, or <c>off</c>: not sent, since the channel is switched off.
    /// </summary>
    public required string Status { get; init; }

    /// <summary>What the last attempt met.</summary>
    public string? Detail { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the next attempt is due; null where none is.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
