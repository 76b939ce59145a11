using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Uploads;

/// <summary>One upload under way. Disposing removes the received bytes unless they were kept.</summary>
internal sealed class Upload(string owner, string language, long? contentLength, UploadPipelines pipelines) : IAsyncDisposable
{
    private readonly List<IDisposable> _held = [];

    public UploadForm Form { get; } = new();

    public string Owner => owner;

    public string Language => language;

    /// <summary>The id that the document gets if it is new.</summary>
    public string DocumentId { get; } = Guid.CreateVersion7().ToString("D");

    public string Filename { get; private set; } = string.Empty;

    /// <summary>Whether the file came without a name.</summary>
    public bool IsNameless { get; private set; }

    public IncomingFile? File { get; private set; }

    /// <summary>The pipeline that shows the upload, where the caller gave it an id.</summary>
    public UploadRun? Watched { get; private set; }

    /// <summary>Cancelled when a subscriber cancels the upload.</summary>
    public CancellationToken CancelRequested => Watched?.Run.CancelRequested ?? CancellationToken.None;

    /// <summary>The file's headers are there: from now on the upload can be watched.</summary>
    /// <param name="filename">As the caller sends it.</param>
    /// <param name="file">Receives the bytes.</param>
    public Task BeginAsync(string filename, IncomingFile file)
    {
        Filename = FileNames.Clean(filename);
        IsNameless = filename.Length == 0;
        File = file;
        return WatchAsync();
    }

    /// <summary>Begins the pipeline whose id the form has named so far; a file of a batch has one in any case.</summary>
    public async Task WatchAsync()
    {
        if (Watched is { } begun && begun.Run.State.ParentId != Form.BatchId)
            throw HttpProblems.InvalidParameter.With("batch_id"); // it stands after the file, and the pipeline has begun without it
        if (Watched is null && (Form.PipelineId ?? (Form.BatchId is null ? null : PipelineIds.New())) is { } pipelineId)
            Watched = await pipelines.BeginAsync(this, pipelineId);
    }

    /// <summary>Keeps something for as long as the upload is under way.</summary>
    public void Keep(IDisposable hold) => _held.Add(hold);

    public void Report() => Watched?.Report(File!.Length, contentLength);

    public async ValueTask DisposeAsync()
    {
        if (File is not null)
            await File.DisposeAsync();
        _held.ForEach(static hold => hold.Dispose());
    }
}
