using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Ends an upload early: its bytes and rows are removed, and its subscribers see the reason. It works on a full disk
/// too.
/// </summary>
internal sealed class TusRemoval(
    TusStore store, TusWatches watches, TusPieces pieces, UploadPipelines pipelines, PipelineEnding ending,
    DiskReserve reserve)
{
    /// <summary>The caller holds the upload's lock in this process.</summary>
    /// <param name="upload">Its row.</param>
    /// <param name="reason">Why its pipeline fails; null cancels it.</param>
    /// <exception cref="ProblemException"><c>upload_locked</c>: another instance stores its document just
    /// now.</exception>
    public async Task RemoveAsync(TusUpload upload, Problem? reason = null)
    {
        if (upload.IsOpen)
        {
            if (!await reserve.RunAsync(() => store.ClaimAsync(upload.Id)) && store.Find(upload.Id) is { IsOpen: true })
                throw TusProblems.Locked.AsException();
            await EndAsync(upload, reason);
        }

        await watches.DropAsync(upload.Id);
        await pieces.RemoveAsync(upload.Id);
        if (store.Segments(upload.Id).Count == 0) // else the sweep comes again
            await reserve.RunAsync(() => store.RemoveAsync(upload.Id));
    }

    private async Task EndAsync(TusUpload upload, Problem? reason)
    {
        using var hold = upload.PipelineId is { } id ? pipelines.Hold(id) : null;
        try
        {
            var watched = await watches.TakeAsync(upload);
            if (watched is not null && reason is not null)
                await pipelines.FailAsync(watched, reason, upload.Language);
            else if (watched is not null)
                await ending.CancelAsync(watched.Run, 0);
            await reserve.RunAsync(() => store.FailAsync(upload.Id, reason?.Code ?? "cancelled"));
        }
        catch
        {
            await store.ReleaseAsync(upload.Id);
            throw;
        }
    }
}
