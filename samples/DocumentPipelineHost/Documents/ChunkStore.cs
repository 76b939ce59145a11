using System.Data.Common;
using Dapper;
using DocumentEngine.Chunking;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the chunks and their full-text index, in step: both in one transaction.</summary>
public sealed class ChunkStore(HostDatabase database, IFullTextIndex index, OutlineCache outlines)
{
    public void Add(DbTransaction transaction, string documentId, IEnumerable<Chunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(chunks);
        foreach (var chunk in chunks)
            index.Add(transaction, documentId, chunk);
    }

    /// <summary>Adds chunks that take the place of the document's by <see cref="TakeDrafts"/>.</summary>
    public void AddDrafts(DbTransaction transaction, string pipelineId, IEnumerable<Chunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(chunks);
        foreach (var chunk in chunks)
            index.AddDraft(transaction, pipelineId, chunk);
    }

    /// <summary>Puts a pipeline's drafts in the place of the document's chunks.</summary>
    public void TakeDrafts(DbTransaction transaction, string pipelineId, string documentId) =>
        index.TakeDrafts(transaction, pipelineId, documentId);

    /// <summary>How many drafts the pipeline has.</summary>
    public int CountDrafts(string pipelineId) =>
        database.Read(connection =>
            connection.ExecuteScalar<int>(
                "SELECT COUNT(*) FROM chunk_drafts WHERE pipeline_id = @pipelineId",
                new { pipelineId }
            )
        );

    /// <summary>Notes that the whole document can be searched.</summary>
    public static void Finish(DbTransaction transaction, string documentId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE documents SET indexed_at = @now WHERE id = @documentId",
            new { documentId, now },
            transaction
        );
    }

    public IReadOnlyList<Chunk> Page(string documentId, int limit, int offset) =>
        database.Read(connection =>
        {
            var rows = connection
                .Query<(int Ordinal, int Page, int Position, string Text)>(
                    "SELECT ordinal, page, position, text FROM chunks WHERE document_id = @documentId AND ordinal >= "
                        + "@offset ORDER BY ordinal LIMIT @limit",
                    new
                    {
                        documentId,
                        limit,
                        offset,
                    }
                )
                .AsList();
            var sections = FoundSections.Read(
                database,
                connection,
                outlines,
                [.. rows.Select(row => (documentId, row.Page)).Distinct()]
            );
            return rows.ConvertAll(row => new Chunk(row.Ordinal, row.Page, row.Position, row.Text)
            {
                Section = sections.Of(documentId, row.Page, row.Position),
            });
        });

    public int Count(string documentId) =>
        database.Read(connection =>
            connection.ExecuteScalar<int>(
                "SELECT COUNT(*) FROM chunks WHERE document_id = @documentId",
                new { documentId }
            )
        );
}
