using System.Data.Common;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Dpa.Realtime;

namespace DocumentPipelineHost.Documents;

/// <summary>
/// Deletes a document with all that was made of it. Work under way, on any instance, loses its rows first, so that no
/// late result comes back, and then stops; what waited in the queue is ended here. It works
/// on a full disk too.
/// </summary>
internal sealed class DocumentRemoval(
    HostDatabase database, OriginalDisposal originals, IRunControl control, LiveRuns runs, PipelineEnding ending,
    ShownBatches batches, PipelineControl pipelines, DiskReserve reserve, TimeProvider time)
{
    public async Task RemoveAsync(Document document)
    {
        var (isGone, live, parents) = await reserve.RunAsync(() =>
            database.WriteAsync(transaction => Delete(transaction, document.Id)));
        foreach (var pipeline in live)
        {
            if (pipeline.Instance is null || pipeline.IsInterrupted)
                await CancelAsync(pipeline);
            else
                await AskToStopAsync(pipeline);
        }

        foreach (var batch in parents)
            await batches.SettleEndAsync(batch);
        if (!isGone)
            return;
        await EndQuestionsAsync(document.Id);
        await originals.DisposeOfAsync(document.StorageKey);
    }

    private (bool IsGone, IReadOnlyList<PipelineRecord> Live, IReadOnlyList<string> Parents) Delete(
        DbTransaction transaction, string documentId)
    {
        PipelineStore.Lock(transaction, documentId); // pipelines before their batch
        var parents = BatchRows.Forget(transaction, documentId);
        var live = PipelineStore.DeleteLive(transaction, documentId);
        var isGone = DocumentStore.Delete(transaction, documentId);
        foreach (var batch in parents)
            BatchRows.TryEnd(transaction, batch, time.GetUtcNow());
        return (isGone, live, parents);
    }

    /// <summary>
    /// Uploads of the same bytes that ask a person about them: the bytes were the document's. Those that a crash leaves
    /// are ended when they are answered, or taken over.
    /// </summary>
    private async Task EndQuestionsAsync(string documentId)
    {
        foreach (var id in database.Read(connection => DuplicateRows.OfDocument(connection, documentId)))
        {
            try
            {
                await pipelines.CancelAsync(id, DuplicateTexts.Deleted);
            }
            catch (Exception exception) when (exception is ProblemException or DbException)
            {
                // It has ended meanwhile, or is ended later, as after a crash: the document is gone in any case.
            }
        }
    }

    /// <summary>A worker that is not reached finds its row gone at its next checkpoint.</summary>
    private async Task AskToStopAsync(PipelineRecord pipeline)
    {
        try
        {
            await control.RequestAsync(pipeline.Id, PipelineControls.Cancel, null, CancellationToken.None);
        }
        catch (PipelineException exception) when (exception.IsRetryable)
        {
            // As above.
        }
    }

    private async Task CancelAsync(PipelineRecord pipeline)
    {
        try
        {
            await ending.CancelAsync((await runs.TakeAsync(pipeline.Id)).Run, pipeline.Fence);
        }
        catch (PipelineException exception) when (exception.Code == ProgressErrorCodes.NotFound)
        {
            // Nobody ever saw it.
        }
    }
}
