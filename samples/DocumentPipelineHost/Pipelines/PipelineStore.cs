using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;
using Dpa.Realtime;

namespace DocumentPipelineHost.Pipelines;

/// <summary>Keeps the pipelines. Its rows are the truth about what is to be done; a state is kept only when it is newer than the kept one.</summary>
public sealed class PipelineStore(HostDatabase database, TimeProvider time)
{
    private const string Columns = "id, owner, document_id, language, stages, status, retries, state, error, created_at, ended_at";

    /// <summary>Adds a pipeline; false where the id is taken. An upload that came to nothing gives its id back to its owner.</summary>
    public static bool TryAdd(DbTransaction transaction, PipelineRecord pipeline)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        transaction.Connection!.Execute(
            "DELETE FROM pipelines WHERE id = @Id AND owner = @Owner AND document_id IS NULL AND ended_at IS NOT NULL", pipeline, transaction);
        return transaction.Connection!.Execute(
            "INSERT INTO pipelines (id, owner, document_id, language, stages, status, created_at) " +
            "VALUES (@Id, @Owner, @DocumentId, @Language, @Stages, @Status, @CreatedAt) ON CONFLICT (id) DO NOTHING",
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

    /// <summary>Whether the pipeline may still write results: it is there and is being processed. Ask in the transaction of the result.</summary>
    public static bool IsProcessing(DbTransaction transaction, string id)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection!.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM pipelines WHERE id = @id AND status = @status",
            new { id, status = StatusNames.Processing },
            transaction) == 1;
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
        $"SELECT {Columns} FROM pipelines WHERE ended_at IS NULL OR (state_ended = 0 AND state IS NOT NULL) ORDER BY seq").AsList());

    /// <summary>The pipeline of the document that is next, or under way; they run one after the other.</summary>
    public PipelineRecord? FirstLive(string documentId) => database.Read(connection => connection.QueryFirstOrDefault<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq", new { documentId }));

    /// <summary>The document's pipelines that have not ended, in their order.</summary>
    public IReadOnlyList<PipelineRecord> Live(string documentId) => database.Read(connection => connection.Query<PipelineRecord>(
        $"SELECT {Columns} FROM pipelines WHERE document_id = @documentId AND ended_at IS NULL ORDER BY seq", new { documentId }).AsList());

    public Task AddAsync(PipelineRecord pipeline, Func<Exception> taken) => database.WriteAsync(transaction =>
        TryAdd(transaction, pipeline) ? true : throw taken());

    /// <summary>Begins the work; false where there is none left.</summary>
    public Task<bool> BeginAsync(string id) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "UPDATE pipelines SET status = @status WHERE id = @id AND ended_at IS NULL", new { id, status = StatusNames.Processing }, transaction) == 1);

    /// <summary>Notes a retry that will come by itself; false where the pipeline is gone.</summary>
    public Task<bool> NoteRetryAsync(string id) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "UPDATE pipelines SET retries = retries + 1, status = @status WHERE id = @id AND ended_at IS NULL",
        new { id, status = StatusNames.Pending },
        transaction) == 1);

    /// <summary>Ends the pipeline, once; false where it has ended already or is gone.</summary>
    public Task<bool> EndAsync(string id, string status, string? error = null) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "UPDATE pipelines SET status = @status, error = @error, ended_at = @now WHERE id = @id AND ended_at IS NULL",
        new { id, status, error, now = time.GetUtcNow() },
        transaction) == 1);

    public Task KeepStateAsync(PipelineState state) => database.WriteAsync(transaction =>
    {
        KeepState(transaction, state);
        return true;
    });
}
