using System.Collections.Concurrent;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// The pipelines that show resumable uploads. Such a pipeline lives from one request to the next in the process that served the last one; another
/// process, or the next start, resumes it under a new attempt of its upload stage.
/// </summary>
internal sealed class TusWatches(UploadPipelines uploads, PipelineStore pipelines, HostInstance instance, PipelinesInHand inHand, ILogger<TusWatches> logger)
{
    private readonly ConcurrentDictionary<string, (UploadRun Run, IDisposable Hold)> _held = new(StringComparer.Ordinal);

    /// <summary>Begins the pipeline that an upload names.</summary>
    /// <exception cref="ProblemException">The id cannot be used.</exception>
    public async Task BeginAsync(TusUpload upload, UploadForm form, string filename)
    {
        if (upload.PipelineId is not { } id)
            return;
        var hold = inHand.Take(id);
        try
        {
            _held[upload.Id] = (await uploads.BeginAsync(new UploadBeginning(id, upload.Owner, upload.Language, upload.DocumentId, filename, form.Choice, form.BatchId)), hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <summary>The run, resumed where it lived elsewhere; null where the upload has none, or where it has ended.</summary>
    public async Task<UploadRun?> TakeAsync(TusUpload upload)
    {
        if (upload.PipelineId is not { } id)
            return null;
        if (_held.TryGetValue(upload.Id, out var held))
        {
            if (pipelines.Find(id)?.Instance == instance.Id)
                return held.Run;
            await DropAsync(upload.Id); // another instance has taken it over since
        }

        var hold = inHand.Take(id);
        if (await ResumeAsync(id, upload) is { } run)
        {
            _held[upload.Id] = (run, hold);
            return run;
        }

        hold.Dispose();
        return null;
    }

    /// <summary>Whether the pipeline that shows the upload was cancelled: then no document may come of it.</summary>
    public bool IsCancelled(TusUpload upload) =>
        upload.PipelineId is { } id && pipelines.Find(id) is { IsEnded: true, Status: StatusNames.Cancelled };

    /// <summary>Lets go of the run, which goes on or has ended elsewhere.</summary>
    public async Task DropAsync(string uploadId)
    {
        if (!_held.TryRemove(uploadId, out var held))
            return;
        held.Hold.Dispose();
        if (held.Run.Run.State.IsEnded)
            await held.Run.Run.DisposeAsync();
    }

    /// <summary>The bytes that the upload has now.</summary>
    public void Report(TusUpload upload, long received)
    {
        if (_held.TryGetValue(upload.Id, out var held))
            held.Run.Report(received, upload.Length);
    }

    private async Task<UploadRun?> ResumeAsync(string id, TusUpload upload)
    {
        if (!await pipelines.AdoptUploadAsync(id))
            return null;
        try
        {
            var run = await uploads.ResumeAsync(id, upload.Language);
            run.Report(upload.Received, upload.Length);
            return run;
        }
        catch (PipelineException exception)
        {
            logger.LogWarning("Pipeline {PipelineId} does not show its upload: {Reason}. The upload goes on without it.", id, exception.Message);
            return null;
        }
    }
}
