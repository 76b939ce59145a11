using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Tus;

/// <summary>Ends an upload before its time: its bytes and rows go, and whoever watches it sees why.</summary>
internal sealed class TusRemoval(TusStore store, TusWatches watches, TusCompletion completion, UploadPipelines pipelines, PipelineEnding ending)
{
    /// <summary>The caller holds the upload's lock.</summary>
    /// <param name="upload">Its row.</param>
    /// <param name="reason">Why its pipeline fails; null cancels it.</param>
    public async Task RemoveAsync(TusUpload upload, Problem? reason = null)
    {
        if (upload.IsOpen)
        {
            var watched = await watches.TakeAsync(upload);
            if (watched is not null && reason is not null)
                await pipelines.FailAsync(watched, reason, upload.Language);
            else if (watched is not null)
                await ending.CancelAsync(watched.Run, 0);
            await store.FailAsync(upload.Id, reason?.Code ?? "cancelled");
        }

        await watches.DropAsync(upload.Id);
        await completion.RemoveSegmentsAsync(upload.Id);
        if (store.Segments(upload.Id).Count == 0) // else the sweep comes again
            await store.RemoveAsync(upload.Id);
    }
}
