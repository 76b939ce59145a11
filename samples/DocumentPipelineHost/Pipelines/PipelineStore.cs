using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// Keeps the pipelines. Its rows are the truth about what is to be done, and about who does it: a pipeline is in the hand of one instance, or free in the queue,
/// and only who has it in hand may go on with it. A state is kept only when it is newer than the kept one.
/// </summary>
public sealed class PipelineStore(HostDatabase database, HostInstance instance, TimeProvider time)
{
    private const string Columns = "id, owner, document_id, language, stages, status, retries, state, error, instance, created_at, ended_at";

    /// <summary>Adds a pipeline; false where the id is taken. An upload that came to nothing gives its id back to its owner.</summary>
    public static bool TryAdd(DbTransaction transaction, PipelineRecord pipeline)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "DELETE FROM pipelines WHERE id = @Id AND owner = @Owner AND document_id IS NULL AND ended_at IS NOT NULL", pipeline, transaction);
        return transaction.Connection!.Execute(
            "INSERT INTO pipelines (id, owner, document_id, language, stages, status, instance, created_at) " +
            "VALUES (@Id, @Owner, @DocumentId, @Language, @Stages, @Status, @Instance, @CreatedAt) ON CONFLICT (id) DO NOTHING",
            pipeline,
            transaction) == 1;
    }

    /// <summary>Gives an upload's pipeline its document and the work to do.</summary>
    public static void Assign(DbTransaction transaction, string id, string documentId, IEnumerable<string> stages)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE pipelines SET document_id = @documentId, stages = @stages, status = @status WHERE id = @id",
            new { id, documentId, stages = string.Join(',', stages), status = StatusNames.Pending },
            transaction);
    }

    /// <summary>The document's pipelines that have not ended, in their order.</summary>
    public static IReadOnlyList<PipelineRecord> Live(DbTransaction transaction, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.Query<PipelineRecord>(
            $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq", new { documentId }, transaction).AsList();
    }

    /// <summary>Deletes the document's pipelines that have not ended; what they were.</summary>
    public static IReadOnlyList<PipelineRecord> DeleteLive(DbTransaction transaction, string documentId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.Query<PipelineRecord>(
            $"DELETE FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL RETURNING {Columns}", new { documentId }, transaction).AsList();
    }

    /// <summary>Whether the pipeline may still write results: it is there and in this instance's hand. It stays so until the transaction's end.</summary>
    public bool IsInHand(DbTransaction transaction, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.ExecuteScalar<string?>(
            $"SELECT id FROM pipelines WHERE id = @id AND status = @status AND instance = @Instance{RowLock.Of(transaction)}",
            new { id, status = StatusNames.Processing, Instance = instance.Id },
            transaction) is not null;
    }

    /// <summary>Gives a dead instance's pipelines whose watchers wait for a word to its heir.</summary>
    public static void Inherit(DbTransaction transaction, string dead, string heir)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "UPDATE pipelines SET instance = @heir WHERE instance = @dead AND (" +
            "(ended_at IS NULL AND (document_id IS NULL OR state IS NULL)) OR (ended_at IS NOT NULL AND state IS NOT NULL AND NOT state_ended))",
            new { dead, heir },
            transaction);
    }

    /// <summary>Puts what a dead instance still has in hand into the queue; the documents whose work it is.</summary>
    public static IReadOnlyList<string> Free(DbTransaction transaction, string dead)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.Query<string?>("UPDATE pipelines SET instance = NULL WHERE instance = @dead AND ended_at IS NULL RETURNING document_id", new { dead }, transaction)
            .OfType<string>().AsList();
    }

    /// <summary>Keeps what the watchers were shown, unless something newer is kept already.</summary>
    public static void KeepState(DbTransaction transaction, PipelineState state)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(state);
        transaction.Connection!.Execute(
            "UPDATE pipelines SET state = @json, state_epoch = @Epoch, state_version = @Version, state_ended = @ended WHERE id = @Id " +
            "AND (state_epoch < @Epoch OR (state_epoch = @Epoch AND state_version < @Version))",
            new { state.Id, state.Position.Epoch, state.Position.Version, ended = state.IsEnded, json = state.ToUtf8Json() },
            transaction);
    }

    public PipelineRecord? Find(string id) => database.Read(connection =>
        connection.QuerySingleOrDefault<PipelineRecord>($"SELECT {Columns} FROM pipelines WHERE id = @id", new { id }));

    /// <summary>What the host owes an end: not ended, or ended without its watchers having been told.</summary>
    public IReadOnlyList<PipelineRecord> Unsettled() => database.Read(connection => connection.Query<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE ended_at IS NULL OR (NOT state_ended AND state IS NOT NULL) ORDER BY seq").AsList());

    /// <summary>What of it is in this instance's hand.</summary>
    public IReadOnlyList<PipelineRecord> InHand() => database.Read(connection => connection.Query<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE instance = @Id AND (ended_at IS NULL OR (NOT state_ended AND state IS NOT NULL)) ORDER BY seq", new { instance.Id }).AsList());

    /// <summary>The documents with a pipeline that waits in the queue.</summary>
    public IReadOnlyList<string> Waiting() => database.Read(connection => connection.Query<string>(
        "SELECT DISTINCT document_id FROM pipelines WHERE ended_at IS NULL AND instance IS NULL AND document_id IS NOT NULL").AsList());

    /// <summary>The pipeline of the document that is next, or under way; they run one after the other.</summary>
    public PipelineRecord? FirstLive(string documentId) => database.Read(connection => connection.QueryFirstOrDefault<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq", new { documentId }));

    /// <summary>Adds a pipeline; where the id is taken it throws what <paramref name="taken"/> makes of whether it is its owner's own.</summary>
    public Task AddAsync(PipelineRecord pipeline, Func<bool, Exception> taken) => database.WriteAsync(transaction =>
        TryAdd(transaction, pipeline) ? true : throw taken(OwnerOf(transaction, pipeline.Id) == pipeline.Owner));

    /// <summary>Takes the pipeline in hand and begins the work; false where there is none left, or another instance has it.</summary>
    public Task<bool> BeginAsync(string id) => UpdateAsync(
        "status = @Status, instance = @Instance WHERE id = @Id AND ended_at IS NULL AND (instance IS NULL OR instance = @Instance)",
        new { Id = id, Status = StatusNames.Processing, Instance = instance.Id });

    /// <summary>Gives the pipeline out of hand, into the queue, with the state that its watchers were shown; false where it is gone or another's.</summary>
    public Task<bool> QueueAsync(PipelineState state) => database.WriteAsync(transaction =>
    {
        KeepState(transaction, state);
        return transaction.Connection!.Execute(
            "UPDATE pipelines SET instance = NULL WHERE id = @Id AND instance = @Instance", new { state.Id, Instance = instance.Id }, transaction) == 1;
    });

    /// <summary>Gives the pipeline out of hand as it is: its work stopped, and whoever comes goes on with it.</summary>
    public Task<bool> LetGoAsync(string id) => UpdateAsync("instance = NULL WHERE id = @Id AND instance = @Instance", new { Id = id, Instance = instance.Id });

    /// <summary>At the start of the only instance there may be: all that is owed is in its hand.</summary>
    public Task AdoptAllAsync() => UpdateAsync("instance = @Id WHERE ended_at IS NULL OR NOT state_ended", new { instance.Id });

    /// <summary>Notes a retry that will come by itself; false where the pipeline is gone or another's.</summary>
    public Task<bool> NoteRetryAsync(string id) => UpdateAsync(
        "retries = retries + 1, status = @Status WHERE id = @Id AND ended_at IS NULL AND instance = @Instance",
        new { Id = id, Status = StatusNames.Pending, Instance = instance.Id });

    /// <summary>Ends the pipeline, once; false where it has ended already, is gone, or is not in this instance's hand.</summary>
    public Task<bool> EndAsync(string id, string status, string? error = null) => UpdateAsync(
        "status = @Status, error = @Error, ended_at = @Now WHERE id = @Id AND ended_at IS NULL AND instance = @Instance",
        new { Id = id, Status = status, Error = error, Now = time.GetUtcNow(), Instance = instance.Id });

    public Task KeepStateAsync(PipelineState state) => database.WriteAsync(transaction =>
    {
        KeepState(transaction, state);
        return true;
    });

    /// <summary>Removes the pipelines of uploads that came to nothing and ended before <paramref name="before"/>: they name a file, and no document is left to go with.</summary>
    public Task<int> RemoveUnownedAsync(DateTimeOffset before) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "DELETE FROM pipelines WHERE document_id IS NULL AND ended_at < @before AND (state_ended OR state IS NULL)", new { before }, transaction));

    private static string? OwnerOf(DbTransaction transaction, string id) =>
        transaction.Connection!.ExecuteScalar<string?>("SELECT owner FROM pipelines WHERE id = @id", new { id }, transaction);

    private Task<bool> UpdateAsync(string change, object values) => database.WriteAsync(transaction =>
        transaction.Connection!.Execute($"UPDATE pipelines SET {change}", values, transaction) == 1);
}
