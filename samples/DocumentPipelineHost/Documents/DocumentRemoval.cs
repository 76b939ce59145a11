using DocumentPipelineHost.Database;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// Deletes a document with all that was made of it. Work under way, on any instance, loses its rows first, so that no late result comes back, and then stops;
/// what waited in the queue is ended here.
/// </summary>
internal sealed class DocumentRemoval(HostDatabase database, OriginalDisposal originals, PipelineJobs jobs, LiveRuns runs, PipelineEnding ending)
{
    public async Task RemoveAsync(Document document)
    {
        var (isGone, live) = await database.WriteAsync(transaction =>
        {
            var pipelines = PipelineStore.DeleteLive(transaction, document.Id);
            return (DocumentStore.Delete(transaction, document.Id), pipelines);
        });
        foreach (var pipeline in live)
        {
            await jobs.RemoveAsync(pipeline);
            if (pipeline.Instance is null || pipeline.IsInterrupted)
                await CancelAsync(pipeline);
        }

        if (isGone)
            await originals.DisposeOfAsync(document.StorageKey);
    }

    private async Task CancelAsync(PipelineRecord pipeline)
    {
        try
        {
            await ending.CancelAsync((await runs.TakeAsync(pipeline.Id)).Run, pipeline.Fence);
        }
        catch (PipelineException exception) when (exception.Code == "not_found")
        {
            // Nobody ever saw it.
        }
    }
}
