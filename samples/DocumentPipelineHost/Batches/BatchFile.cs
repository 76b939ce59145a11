using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Batches;

/// <summary>A file of a batch as it comes in.</summary>
internal sealed class BatchFile(string filename, IncomingFile incoming) : IAsyncDisposable
{
    public string Filename => filename;

    public IncomingFile Incoming => incoming;

    /// <summary>Why it is refused whatever else comes of the batch; null where it is not.</summary>
    public Problem? Refused { get; private set; }

    /// <summary>Keeps nothing of the file but its name: it becomes a failed pipeline of the batch.</summary>
    public ValueTask RefuseAsync(Problem problem)
    {
        Refused = problem;
        return incoming.DisposeAsync();
    }

    public ValueTask DisposeAsync() => incoming.DisposeAsync();
}
