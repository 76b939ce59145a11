using System.Text.Json;
using DocumentPipelineHost.Languages;

namespace DocumentPipelineHost.Tus;

/// <summary>A resumable upload as its row keeps it.</summary>
internal sealed record TusUpload
{
    public required string Id { get; init; }

    public required string Owner { get; init; }

    /// <summary>The id that the document gets if it is new.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Bytes in all.</summary>
    public long Length { get; init; }

    /// <summary>Bytes that are kept.</summary>
    public long Received { get; init; }

    /// <summary>As the client sent it.</summary>
    public required string Metadata { get; init; }

    public required string Language { get; init; }

    /// <summary>The pipeline that shows the upload, where the client named one.</summary>
    public string? PipelineId { get; init; }

    /// <summary>A <see cref="TusResult"/> as JSON, once the document is stored.</summary>
    public byte[]? Answer { get; init; }

    /// <summary>The outcome, once the document is stored; the document may have been deleted since.</summary>
    public TusResult? Result =>
        Answer is { } json ? JsonSerializer.Deserialize<TusResult>(json, ProductJson.Options) : null;

    /// <summary>Why no document came of it, as the code of a problem.</summary>
    public string? Error { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether bytes may still come, or the document is still to be stored.</summary>
    public bool IsOpen => Answer is null && Error is null;

    /// <summary>Whether all bytes are there and the document is still to be stored.</summary>
    public bool IsWhole => IsOpen && Received == Length;
}
