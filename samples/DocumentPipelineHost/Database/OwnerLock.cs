using System.Data.Common;
using Dapper;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Lets the writes that count what a user has follow each other: none counts before the other's rows are there. On
/// SQLite nothing is needed: there is one writer at a time.
/// </summary>
internal static class OwnerLock
{
    /// <summary>Waits for the owner's other writes; held until the transaction's end.</summary>
    public static void Take(DbTransaction transaction, string owner)
    {
        if (transaction is NpgsqlTransaction)
            transaction.Connection!.Execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(@owner, 0))", new { owner }, transaction);
    }
}
