using System.Data.Common;
using Dapper;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Ends a SELECT whose answer must still hold when the same transaction writes. On SQLite nothing is needed: there is
/// one writer at a time. Order of locks, so that none wait for each other in a ring: pipelines before their document.
/// </summary>
internal static class RowLock
{
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

    public static string Of(DbTransaction transaction) =>
        transaction is NpgsqlTransaction ? " FOR UPDATE" : string.Empty;

    /// <summary>As <see cref="Of"/>, without the rows that another transaction has.</summary>
    public static string OfFree(DbTransaction transaction) =>
        transaction is NpgsqlTransaction ? " FOR UPDATE SKIP LOCKED" : string.Empty;
}
