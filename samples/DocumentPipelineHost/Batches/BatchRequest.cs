using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// A batch as it comes in: its fields, and its files on the disk. Disposing removes those that were not accepted.
/// </summary>
internal sealed class BatchRequest : IAsyncDisposable
{
    public UploadForm Form { get; } = new();

    public List<BatchFile> Files { get; } = [];

    /// <summary>Bytes of all files so far, those of refused ones too.</summary>
    public long Received { get; set; }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in Files)
            await file.DisposeAsync();
    }
}
