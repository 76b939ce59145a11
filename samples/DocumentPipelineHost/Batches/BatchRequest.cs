using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Batches;

/// <summary>
/// A batch as it comes in: its fields, and its files on the disk. Disposing removes those that were not accepted.
/// </summary>
internal sealed class BatchRequest : IAsyncDisposable
{
    public UploadForm Form { get; } = new();

    public List<(string Filename, IncomingFile File)> Files { get; } = [];

    /// <summary>Bytes of all files so far.</summary>
    public long Received { get; set; }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, file) in Files)
            await file.DisposeAsync();
    }
}
