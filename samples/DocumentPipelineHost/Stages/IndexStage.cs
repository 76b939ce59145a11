using System.Data.Common;
using DocumentEngine.Chunking;
using DocumentEngine.Documents;
using DocumentEngine.Messages;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>
/// Puts the text into the full-text index, chunk by chunk: 10 % when it is cut, then with the chunks to 100 %.
/// </summary>
internal sealed class IndexStage(
    PageStore pages, ChunkStore store, CheckpointStore checkpoints, StageResults results,
    IOptions<PipelineOptions> options, TimeProvider time) : IDocumentStage
{
    private const double Cut = 10;

    public string Type => StageTypes.Index;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        // Counted first and cut again: a document's text need not be in memory as a whole.
        var total = Chunker.Split(Pages(work, ct)).Count();
        var done = work.IsAgain ? store.CountDrafts(work.Run.Id) : checkpoints.Done(work.Document.Id, Type);
        work.Progress.Report(Cut, work.In(MessageCatalog.Text("index.cut", ("count", total))));

        foreach (
            var group in Chunker.Split(Pages(work, ct)).Skip(done).Chunk(options.Value.ChunksPerCheckpoint)
        )
        {
            ct.ThrowIfCancellationRequested();
            done += group.Length;
            await results.KeepAsync(work, transaction => Add(transaction, work, group, (done, total)), ct);
            work.Progress.Report(
                done, total, "chunks", work.In(MessageCatalog.Text("stage.chunk", ("done", done), ("total", total))));
        }

        await results.FinishAsync(work, transaction => Finish(transaction, work), ct);
        return work.In(MessageCatalog.Text("index.done", ("count", total)));
    }

    // Both passes can be stopped at any page; those that are skipped, too.
    private IEnumerable<ParsedPage> Pages(StageWork work, CancellationToken ct)
    {
        foreach (var page in pages.Each(work.Document.Id))
        {
            ct.ThrowIfCancellationRequested();
            yield return page;
        }
    }

    /// <summary>Of drafts their number is the checkpoint.</summary>
    private void Add(DbTransaction transaction, StageWork work, Chunk[] group, (int Done, int Total) progress)
    {
        if (work.IsAgain)
        {
            store.AddDrafts(transaction, work.Run.Id, group);
            return;
        }

        store.Add(transaction, work.Document.Id, group);
        CheckpointStore.Set(transaction, work.Document.Id, Type, progress.Done, progress.Total);
    }

    private void Finish(DbTransaction transaction, StageWork work)
    {
        if (work.IsAgain)
            store.TakeDrafts(transaction, work.Run.Id, work.Document.Id);
        ChunkStore.Finish(transaction, work.Document.Id, time.GetUtcNow());
    }
}
