using System.Data.Common;
using Dapper;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Ends a SELECT whose answer must still hold when the same transaction writes. On SQLite nothing is needed: there is
/// one writer at a time. Order of locks, so that none wait for each other in a ring: <see cref="Alone"/>,
/// pipelines, their batch or document.
/// </summary>
internal static class RowLock
{
    private const string OneByOne = "SELECT pg_advisory_xact_lock(hashtextextended(@key, 0))";
    private const string ForASecond = "SET LOCAL lock_timeout = '1s'";

    /// <summary>
    /// Lets the transaction wait at most a second for a row that another one has; then its statement fails
    /// (<see cref="DatabaseFailures.IsRowBusy"/>).
    /// </summary>
    public static void WaitShortly(DbTransaction transaction)
    {
        if (transaction is NpgsqlTransaction)
            transaction.Connection!.Execute(ForASecond, transaction: transaction);
    }

    /// <summary>
    /// Lets nobody else past the same point until the transaction is over: for what two transactions must see of each
    /// other though they write different rows. It is taken before any row.
    /// </summary>
    public static void Alone(DbTransaction transaction, string key)
    {
        if (transaction is NpgsqlTransaction)
            transaction.Connection!.Execute(OneByOne, new { key }, transaction);
    }

    public static string Of(DbTransaction transaction) =>
        transaction is NpgsqlTransaction ? " FOR UPDATE" : string.Empty;

    /// <summary>As <see cref="Of"/>, without the rows that another transaction has.</summary>
    public static string OfFree(DbTransaction transaction) =>
        transaction is NpgsqlTransaction ? " FOR UPDATE SKIP LOCKED" : string.Empty;
}
