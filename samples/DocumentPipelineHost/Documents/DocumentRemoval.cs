using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Documents;

/// <summary>Deletes a document with all that was made of it. Work under way loses its rows first, so that no late result comes back, and then stops.</summary>
internal sealed class DocumentRemoval(
    DocumentStore documents, PipelineStore pipelines, OriginalDisposal originals, PipelineJobs jobs, LiveRuns runs, PipelineEnding ending)
{
    public async Task RemoveAsync(Document document)
    {
        var live = pipelines.Live(document.Id);
        if (!await documents.DeleteAsync(document.Id))
            return;
        foreach (var pipeline in live)
        {
            await jobs.RemoveAsync(pipeline.Id);
            if (runs.Remove(pipeline.Id) is { } waiting)
                await ending.CancelAsync(waiting.Run);
        }

        await originals.DisposeOfAsync(document.StorageKey);
    }
}
