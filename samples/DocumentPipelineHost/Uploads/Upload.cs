using System.Data.Common;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Uploads;

/// <summary>One upload under way. Disposing removes the received bytes unless they were kept.</summary>
/// <param name="owner">Whose document it becomes.</param>
/// <param name="language">Of the pipeline's names and messages.</param>
/// <param name="contentLength">Bytes to come, where they are known.</param>
/// <param name="pipelines">Shows it.</param>
/// <param name="form">Its fields, where they came before the file.</param>
/// <param name="documentId">The id that the document gets if it is new; null makes one.</param>
internal sealed class Upload(
    string owner, string language, long? contentLength, UploadPipelines pipelines, UploadForm? form = null,
    string? documentId = null) : IAsyncDisposable
{
    private readonly List<IDisposable> _held = [];

    public UploadForm Form { get; } = form ?? new UploadForm();

    public string Owner => owner;

    public string Language => language;

    /// <summary>The id that the document gets if it is new.</summary>
    public string DocumentId { get; } = documentId ?? Guid.CreateVersion7().ToString("D");

    public string Filename { get; private set; } = string.Empty;

    /// <summary>Whether the file came without a name.</summary>
    public bool IsNameless { get; private set; }

    public IncomingFile? File { get; private set; }

    /// <summary>The pipeline that shows the upload, where the caller gave it an id.</summary>
    public UploadRun? Watched { get; set; }

    /// <summary>
    /// Called in the transaction that stores the document, or finds it stored; what it throws undoes that.
    /// </summary>
    public Action<DbTransaction, Intake>? OnStored { get; set; }

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

    /// <summary>Takes a file that is received already.</summary>
    public void Attach(string filename, IncomingFile file) => (Filename, File) = (filename, file);

    /// <summary>
    /// Begins the pipeline whose id the form has named so far; a file of a batch has one in any case.
    /// </summary>
    public async Task WatchAsync()
    {
        if (Watched is { } begun && begun.Run.State.ParentId != Form.BatchId)
            // it stands after the file, and the pipeline has begun without it
            throw HttpProblems.InvalidParameter.With("batch_id");
        if (
            Watched is not null
            || (Form.PipelineId ?? (Form.BatchId is null ? null : PipelineIds.New())) is not { } pipelineId)
            return;
        Keep(pipelines.Hold(pipelineId));
        Watched = await pipelines.BeginAsync(
            new UploadBeginning(pipelineId, owner, language, DocumentId, Filename, Form.Choice, Form.BatchId));
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
