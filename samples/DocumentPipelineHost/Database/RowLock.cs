using System.Data.Common;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>
/// Ends a SELECT whose answer must still hold when the same transaction writes. On SQLite nothing is needed: there is one writer at a time.
/// Order of locks, so that none wait for each other in a ring: pipelines before their document.
/// </summary>
internal static class RowLock
{
    public static string Of(DbTransaction transaction) => transaction is NpgsqlTransaction ? " FOR UPDATE" : string.Empty;
}
