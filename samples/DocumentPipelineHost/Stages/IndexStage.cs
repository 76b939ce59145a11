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
        var chunks = Chunker.Split(pages.All(work.Document.Id)).ToList();
        var done = checkpoints.Done(work.Document.Id, Type);
        work.Progress.Report(Cut, work.In(new($"Cut into {chunks.Count} chunks", $"已切分为 {chunks.Count} 个片段")));

        foreach (var group in chunks.Skip(done).Chunk(options.Value.ChunksPerCheckpoint))
        {
            ct.ThrowIfCancellationRequested();
            done += group.Length;
            await results.KeepAsync(
                work,
                transaction =>
                {
                    store.Add(transaction, work.Document.Id, group);
                    CheckpointStore.Set(transaction, work.Document.Id, Type, done, chunks.Count);
                },
                ct);
            work.Progress.Report(done, chunks.Count, "chunks", work.In(new($"Chunk {done} of {chunks.Count}", $"第 {done} / {chunks.Count} 个片段")));
        }

        await results.KeepAsync(work, transaction => ChunkStore.Finish(transaction, work.Document.Id, time.GetUtcNow()), ct);
        return work.In(new($"{chunks.Count} chunks can be searched", $"{chunks.Count} 个片段可供检索"));
    }
}
