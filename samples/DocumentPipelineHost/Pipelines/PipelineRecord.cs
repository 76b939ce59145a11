namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// A pipeline as the host keeps it: the job to do, and the last state that its subscribers were shown.
/// </summary>
public sealed record PipelineRecord
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>Null while the upload is in progress, and for an upload that failed.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The language of its names and messages: that of who asked for it.</summary>
    public required string Language { get; init; }

    /// <summary>The stages that are to be done, in order, separated by commas; without the upload.</summary>
    public required string Stages { get; init; }

    /// <summary>Those of them whose result is there and still to be made again, separated by commas.</summary>
    public string Again { get; init; } = string.Empty;

    /// <summary>The status as on the wire.</summary>
    public required string Status { get; init; }

    /// <summary>How often it was tried again by itself.</summary>
    public int Retries { get; init; }

    /// <summary>The last full state as JSON, or null before the first.</summary>
    public byte[]? State { get; init; }

    /// <summary>Why it failed, as JSON.</summary>
    public string? Error { get; init; }

    /// <summary>How often a person resumed or retried it.</summary>
    public int Turn { get; init; }

    /// <summary>How often a worker began it. What an earlier worker writes is refused.</summary>
    public long Fence { get; init; }

    /// <summary>The status of the last kept state.</summary>
    public string StateStatus { get; init; } = string.Empty;

    /// <summary>
    /// The highest attempt that subscribers may have been shown; the kept state may be of an earlier one.
    /// </summary>
    public int Attempts { get; init; }

    /// <summary>A retry that comes by itself waits until then.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>The batch that it belongs to.</summary>
    public string? ParentId { get; init; }

    /// <summary>The host instance that owns it; null while it waits in the queue, for any of them.</summary>
    public string? Instance { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it reached its end; from then on its job has nothing to do.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public IReadOnlyList<string> StageTypes => Stages.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> AgainTypes => Again.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public bool IsEnded => EndedAt is not null;

    /// <summary>Whether a person stopped it: nothing starts it until a person resumes it.</summary>
    public bool IsInterrupted => Status == StatusNames.Interrupted;
}
