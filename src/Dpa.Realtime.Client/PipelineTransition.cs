namespace Dpa.Realtime.Client;

/// <summary>
/// One status change, new attempt or warning of a pipeline or stage. Transitions are numbered and never lost silently
/// (docs/protocol.md#transition).
/// </summary>
public sealed record PipelineTransition
{
    /// <summary>Its number in the run, counted from 1.</summary>
    public long Number { get; init; }

    /// <summary>The pipeline's version at which it happened.</summary>
    public long Version { get; init; }

    /// <summary>The stage's type, or null for the pipeline itself.</summary>
    public string? Stage { get; init; }

    /// <summary>The status before.</summary>
    public PipelineStatus From { get; init; }

    /// <summary>
    /// The server's own word for <see cref="From"/>, where this client does not know it; otherwise null.
    /// </summary>
    public string? FromWord { get; init; }

    /// <summary>The status after; the same as before for a warning.</summary>
    public PipelineStatus To { get; init; }

    /// <summary>
    /// The server's own word for <see cref="To"/>, where this client does not know it; otherwise null.
    /// </summary>
    public string? ToWord { get; init; }

    /// <summary>The attempt after it.</summary>
    public int Attempt { get; init; }

    /// <summary>Whether it began a new attempt.</summary>
    public bool IsNewAttempt { get; init; }

    /// <summary>When the server accepted it.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The message that came with it, or null.</summary>
    public string? Message { get; init; }
}
