using System.Collections.Concurrent;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// The pipelines that show resumable uploads. Such a pipeline lives from one request to the next in the process that
/// served the last one; another process, or the next start, resumes it under a new attempt of its upload stage. What is
/// held here and is no longer this instance's by its row is let go by <see cref="ReleaseLostAsync"/>, whatever kept it
/// here.
/// </summary>
internal sealed class TusWatches(
    UploadPipelines uploads, PipelineStore pipelines, HostInstance instance, PipelinesAtWork atWork,
    ILogger<TusWatches> logger)
{
    private readonly ConcurrentDictionary<string, (UploadRun Run, IDisposable Hold)> _held = new(
        StringComparer.Ordinal);
    private HashSet<string> _suspects = [];

    /// <summary>How many pipelines live here.</summary>
    public int Count => _held.Count;

    /// <summary>Begins the pipeline that an upload names.</summary>
    /// <exception cref="ProblemException">The id cannot be used.</exception>
    public async Task BeginAsync(TusUpload upload, UploadForm form, string filename)
    {
        if (upload.PipelineId is not { } id)
            return;
        var beginning = new UploadBeginning(
            id, upload.Owner, upload.Language, upload.DocumentId, filename, form.Choice, form.BatchId);
        await HoldAsync(upload.Id, id, async () => await uploads.BeginAsync(beginning));
    }

    /// <summary>
    /// The run, resumed where it lived elsewhere; null where the upload has none, or where it has ended.
    /// </summary>
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

        return await HoldAsync(upload.Id, id, () => ResumeAsync(id, upload));
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

    /// <summary>
    /// Releases the pipelines that this instance no longer owns: another instance serves the upload's requests, or it
    /// has ended. A row must be seen so twice, since it is read a moment before or after its owner changes.
    /// </summary>
    public async Task ReleaseLostAsync()
    {
        var held = _held.ToArray();
        if (held.Length == 0)
            return;
        var own = pipelines.OwnUploads([.. held.Select(static each => each.Value.Run.Run.Id)]);
        var lost = held.Where(each => !own.Contains(each.Value.Run.Run.Id)).ToList();
        foreach (var (uploadId, (run, hold)) in lost.Where(each => _suspects.Contains(each.Key)))
        {
            hold.Dispose();
            if (_held.TryRemove(new(uploadId, (run, hold))))
                await run.Run.DisposeAsync();
        }

        _suspects = [.. lost.Select(static each => each.Key)];
    }

    /// <summary>The bytes that the upload has now.</summary>
    public void Report(TusUpload upload, long received)
    {
        if (_held.TryGetValue(upload.Id, out var held))
            held.Run.Report(received, upload.Length);
    }

    /// <summary>Of two that take it at once the later one counts: its run has replaced the other's.</summary>
    private async Task<UploadRun?> HoldAsync(string uploadId, string pipelineId, Func<Task<UploadRun?>> begin)
    {
        var hold = atWork.Take(pipelineId);
        UploadRun? run = null;
        try
        {
            run = await begin();
        }
        finally
        {
            if (run is null)
                hold.Dispose();
        }

        if (run is null)
            return null;
        _held.AddOrUpdate(uploadId, (run, hold), (_, before) =>
        {
            before.Hold.Dispose();
            return (run, hold);
        });
        return run;
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
            logger.LogWarning(
                "Pipeline {PipelineId} does not show its upload: {Reason}. The upload goes on without it.", id,
                exception.Message);
            return null;
        }
    }
}
