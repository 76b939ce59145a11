using System.Data.Common;
using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Pipelines;

/// <summary>
/// The pipelines that wait for a worker, by their rows. Promises: users share the workers of all instances; the user
/// with the fewest pipelines in progress is first, then the user whose last turn is longest ago; a user's own pipelines
/// keep their order.
/// </summary>
public sealed class WaitingPipelines(HostDatabase database, TimeProvider time)
{
    /// <summary>A job that comes a moment before its time finds its pipeline.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(100);

    private const string IsWaiting =
        "p.ended_at IS NULL AND p.instance IS NULL AND p.document_id IS NOT NULL AND p.status <> @Interrupted";

    /// <summary>Those of a document go one after the other; one that is interrupted lets the others pass.</summary>
    private const string IsFirstOfDocument =
        "NOT EXISTS (SELECT 1 FROM pipelines o WHERE o.document_id = p.document_id AND o.ended_at IS NULL " +
        "AND o.id <> p.id AND o.status <> @Interrupted AND (o.instance IS NOT NULL OR o.seq < p.seq))";

    private const string UnderWay =
        "SELECT owner, COUNT(*) AS pipelines FROM pipelines " +
        "WHERE ended_at IS NULL AND instance IS NOT NULL AND status = @Processing GROUP BY owner";

    /// <summary>
    /// The waiting ones <c>q</c>, each with its <c>turn</c>: how many of its owner's are begun before it, and itself.
    /// </summary>
    private static string Waiting(string which) =>
        "SELECT p.id, p.document_id, p.owner, p.seq, COALESCE(t.last_turn, 0) AS last_turn, " +
        "COALESCE(u.pipelines, 0) + ROW_NUMBER() OVER (PARTITION BY p.owner ORDER BY p.seq) AS turn " +
        $"FROM pipelines p LEFT JOIN ({UnderWay}) u ON u.owner = p.owner " +
        "LEFT JOIN owner_turns t ON t.owner = p.owner " +
        $"WHERE {IsWaiting}{which}";

    /// <summary>
    /// Each owner's first due one, found by the index of live ones from owner to owner: none of those that wait behind
    /// it is looked at.
    /// </summary>
    private const string FirstOfEachOwner =
        "WITH RECURSIVE owners (owner) AS (SELECT MIN(owner) FROM pipelines WHERE ended_at IS NULL UNION ALL " +
        "SELECT (SELECT MIN(p.owner) FROM pipelines p WHERE p.ended_at IS NULL AND p.owner > o.owner) " +
        "FROM owners o WHERE o.owner IS NOT NULL), " +
        "firsts (owner, seq) AS (SELECT o.owner, (SELECT p.seq FROM pipelines p WHERE p.owner = o.owner " +
        $"AND {IsWaiting} AND p.due_at <= @due AND {IsFirstOfDocument} ORDER BY p.seq LIMIT 1) " +
        "FROM owners o WHERE o.owner IS NOT NULL)";

    /// <summary>The pipeline whose turn it is; null where none waits.</summary>
    public (string Id, string DocumentId)? Next() => database.Read(connection =>
    {
        var next = connection.QueryFirstOrDefault<(string? Id, string? DocumentId)>(
            $"{FirstOfEachOwner} SELECT q.id, q.document_id FROM firsts f JOIN pipelines q ON q.seq = f.seq " +
            $"LEFT JOIN ({UnderWay}) u ON u.owner = f.owner LEFT JOIN owner_turns t ON t.owner = f.owner " +
            "ORDER BY COALESCE(u.pipelines, 0), COALESCE(t.last_turn, 0), q.seq LIMIT 1",
            new { due = time.GetUtcNow() + Early, StatusNames.Interrupted, StatusNames.Processing });
        return next is ({ } id, { } documentId) ? (id, documentId) : ((string, string)?)null;
    });

    /// <summary>How many wait, and the places of one owner's among them, counted from 1.</summary>
    public (int Waiting, IReadOnlyList<(string Id, long Place)> Places) Places(string owner, int limit)
    {
        const string Place = "ROW_NUMBER() OVER (ORDER BY q.turn, q.last_turn, q.seq) AS place";
        var values = new
        {
            owner, limit, StatusNames.Interrupted, StatusNames.Processing,
        };
        return database.Read(connection =>
            (
                connection.ExecuteScalar<int>(
                    $"SELECT CAST(COUNT(*) AS INTEGER) FROM pipelines p WHERE {IsWaiting}", values),
                (IReadOnlyList<(string, long)>)
                    connection
                        .Query<(string Id, long Place)>(
                            $"SELECT r.id, r.place FROM (SELECT q.id, q.owner, {Place} FROM ({Waiting(string.Empty)}) "
                                + $"q) r "
                                + "WHERE r.owner = @owner ORDER BY r.place LIMIT @limit",
                            values)
                        .AsList()));
    }

    /// <summary>The documents of those that wait.</summary>
    public IReadOnlyList<string> Documents() => database.Read(connection => connection.Query<string>(
        $"SELECT DISTINCT p.document_id FROM pipelines p WHERE {IsWaiting}", new { StatusNames.Interrupted }).AsList());

    /// <summary>The owner has had a turn.</summary>
    internal static void NoteTurn(DbTransaction transaction, string owner) => transaction.Connection!.Execute(
        "INSERT INTO owner_turns (owner, last_turn) " +
        "SELECT @owner, COALESCE(MAX(last_turn), 0) + 1 FROM owner_turns WHERE TRUE " +
        "ON CONFLICT (owner) DO UPDATE SET last_turn = excluded.last_turn",
        new { owner },
        transaction);
}
