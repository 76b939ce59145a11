namespace DocumentPipelineHost.Idempotency;

/// <summary>A call made earlier; its answer is null while it is under way.</summary>
internal sealed record KnownCall
{
    public required string Call { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>What was sent; null where that is not known.</summary>
    public string? Fingerprint { get; init; }
}
