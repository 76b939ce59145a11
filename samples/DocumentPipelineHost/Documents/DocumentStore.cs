using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Documents;

/// <summary>Keeps the documents.</summary>
public sealed class DocumentStore(HostDatabase database)
{
    private const string Columns =
        "id, owner, project_id, filename, size, SUBSTR(sha256, 1, 64) AS sha256, content_type, storage_key, title, page_count, page_kind, " +
        "created_at, parsed_at, indexed_at, summarized_at, analyzed_at";

    /// <summary>A condition that holds for the document of that <c>@id</c>, whichever of its ids it is.</summary>
    internal const string IdIs = "id = COALESCE((SELECT a.document_id FROM document_aliases a WHERE a.id = @id), @id)";

    /// <summary>Adds a document; false where its owner has the same bytes in the same project.</summary>
    public static bool TryAdd(DbTransaction transaction, Document document)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.Execute(
                "INSERT INTO documents (id, owner, project_id, filename, size, sha256, content_type, storage_key, "
                    + "created_at) "
                    + "VALUES (@Id, @Owner, @ProjectId, @Filename, @Size, @ContentKey, @ContentType, @StorageKey, "
                    + "@CreatedAt) "
                    + "ON CONFLICT (owner, project_id, sha256) DO NOTHING",
                document, transaction) == 1;
    }

    /// <summary>
    /// The owner's document of the same bytes in the same project. It stays as it is until the transaction's end; null
    /// where it was deleted meanwhile.
    /// </summary>
    public static Document? FindSame(DbTransaction transaction, string owner, string projectId, string sha256)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.QuerySingleOrDefault<Document>(
            $"SELECT {Columns} FROM documents WHERE owner = @owner AND project_id = @projectId AND sha256 = "
                + $"@sha256{RowLock.Of(transaction)}",
            new { owner, projectId, sha256 },
            transaction);
    }

    /// <summary>The document; it stays as it is, and no pipeline is added to it, until the transaction's end.</summary>
    public static Document? Lock(DbTransaction transaction, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.QuerySingleOrDefault<Document>(
            $"SELECT {Columns} FROM documents WHERE id = @id{RowLock.Of(transaction)}", new { id }, transaction);
    }

    /// <summary>
    /// Gives the document another id by which it is found: one that an upload of the same bytes had announced.
    /// </summary>
    public static void AddAlias(DbTransaction transaction, string alias, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "INSERT INTO document_aliases (id, document_id) VALUES (@alias, @documentId) ON CONFLICT DO NOTHING",
            new { alias, documentId },
            transaction);
    }

    /// <summary>An id that another document has had becomes free: it is a document's own now.</summary>
    public static void RemoveAlias(DbTransaction transaction, string alias)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "DELETE FROM document_aliases WHERE id = @alias", new { alias }, transaction);
    }

    /// <summary>The owner's document, by its id or another id of it; another user's is not found.</summary>
    public Document? Find(string id, string owner) =>
        database.Read(connection =>
            connection.QuerySingleOrDefault<Document>(
                $"SELECT {Columns} FROM documents WHERE {IdIs} AND owner = @owner", new { id, owner }));

    public Document? Find(string id) => database.Read(connection =>
        connection.QuerySingleOrDefault<Document>($"SELECT {Columns} FROM documents WHERE id = @id", new { id }));

    /// <summary>Deletes the document with all that was made of it; false where it is gone.</summary>
    public static bool Delete(DbTransaction transaction, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.Execute("DELETE FROM documents WHERE id = @id", new { id }, transaction) == 1;
    }

    /// <summary>The storage keys of those documents that there are.</summary>
    public IReadOnlySet<string> StorageKeys(IEnumerable<string> ids) =>
        database.Read(connection =>
            connection
                .Query<string>(
                    $"SELECT storage_key FROM documents WHERE {database.In("id", "ids")}", new { ids = ids.ToArray() })
                .ToHashSet(StringComparer.Ordinal));
}
