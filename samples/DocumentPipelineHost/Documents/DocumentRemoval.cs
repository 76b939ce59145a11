using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
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
    ShownBatches batches, PipelineControl pipelines, DiskReserve reserve, TimeProvider time,
    ILogger<DocumentRemoval> logger)
{
    /// <summary>How long an answer to a request waits until the document's questions have ended.</summary>
    private static readonly TimeSpan QuestionsTimeout = TimeSpan.FromSeconds(2);

    private static readonly ParallelOptions FewAtATime = new()
    {
        MaxDegreeOfParallelism = 4, TaskScheduler = DatabaseThreads.Shared,
    };

    public async Task RemoveAsync(Document document)
    {
        var (isGone, live, parents) = await reserve.RunAsync(() =>
            database.WriteAsync(transaction => Delete(transaction, document.Id)));
        foreach (var pipeline in live)
        {
            if (pipeline.Instance is null || pipeline.IsInterrupted)
                await TryShowAsync(async () =>
                    await ending.CancelAsync((await runs.TakeAsync(pipeline.Id)).Run, pipeline.Fence));
            else
                await AskToStopAsync(pipeline);
        }

        foreach (var batch in parents)
            await TryShowAsync(() => batches.SettleEndAsync(batch));
        if (!isGone)
            return;
        await originals.DisposeOfAsync(document.StorageKey);
        await EndQuestionsAsync(document.Id);
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
    /// Uploads of the same bytes that ask a person about them: the bytes were the document's. Those that are not ended
    /// in time follow in the background; those that a crash leaves are ended when they are answered, or taken over.
    /// </summary>
    private async Task EndQuestionsAsync(string documentId)
    {
        if (database.Read(connection => DuplicateRows.OfDocument(connection, documentId)) is not { Count: > 0 } asking)
            return;
        try
        {
            await DatabaseThreads.Shared
                .RunAsync(() => Parallel.ForEachAsync(asking, FewAtATime, async (id, _) => await EndQuestionAsync(id)))
                .WaitAsync(QuestionsTimeout, time);
        }
        catch (TimeoutException)
        {
            // They follow.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The document is gone in any case, and the others go on.")]
    private async Task EndQuestionAsync(string id)
    {
        try
        {
            await pipelines.CancelAsync(id, DuplicateTexts.Deleted);
        }
        catch (ProblemException)
        {
            // It has ended meanwhile.
        }
        catch (Exception exception)
        {
            logger.LogWarning(
                "End the question of pipeline {PipelineId}: it ends with its answer: {Reason}", id, exception.Message);
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

    /// <summary>
    /// The document is gone: where that cannot be shown, a batch's end is shown by a sweep, and a pipeline that nobody
    /// produces for ends by itself.
    /// </summary>
    private static async Task TryShowAsync(Func<Task> show)
    {
        try
        {
            await show();
        }
        catch (PipelineException exception)
            when (exception.IsRetryable || exception.Code == ProgressErrorCodes.NotFound)
        {
            // As above, or nobody ever saw it.
        }
    }
}
