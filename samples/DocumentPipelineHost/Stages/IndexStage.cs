using DocumentEngine.Chunking;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Documents;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Stages;

/// <summary>Puts the text into the full-text index, chunk by chunk: 10 % when it is cut, then with the chunks to 100 %.</summary>
internal sealed class IndexStage(
    PageStore pages, ChunkStore store, CheckpointStore checkpoints, StageResults results, IOptions<PipelineOptions> options, TimeProvider time)
    : IDocumentStage
{
    private const double Cut = 10;

    public string Type => StageTypes.Index;

    public async Task<string> RunAsync(StageWork work, CancellationToken ct)
    {
        // Counted first and cut again: a document's text need not be in memory as a whole.
        var total = Chunker.Split(pages.Each(work.Document.Id)).Count();
        var done = checkpoints.Done(work.Document.Id, Type);
        work.Progress.Report(Cut, work.In(new($"Cut into {total} chunks", $"已切分为 {total} 个片段")));

        foreach (var group in Chunker.Split(pages.Each(work.Document.Id)).Skip(done).Chunk(options.Value.ChunksPerCheckpoint))
        {
            ct.ThrowIfCancellationRequested();
            done += group.Length;
            await results.KeepAsync(
                work,
                transaction =>
                {
                    store.Add(transaction, work.Document.Id, group);
                    CheckpointStore.Set(transaction, work.Document.Id, Type, done, total);
                },
                ct);
            work.Progress.Report(done, total, "chunks", work.In(new($"Chunk {done} of {total}", $"第 {done} / {total} 个片段")));
        }

        await results.KeepAsync(work, transaction => ChunkStore.Finish(transaction, work.Document.Id, time.GetUtcNow()), ct);
        return work.In(new($"{total} chunks can be searched", $"{total} 个片段可供检索"));
    }
}
