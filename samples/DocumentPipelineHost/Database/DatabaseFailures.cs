using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>Which of a database's failures may pass by themselves.</summary>
internal static class DatabaseFailures
{
    // SQLite's result codes (https://www.sqlite.org/rescode.html).
    private const int Busy = 5;
    private const int Locked = 6;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    // PostgreSQL's class of what its operator does: shut down, crash, start.
    private const string Intervention = "57P";

    /// <summary>Whether its disk is full.</summary>
    public static bool IsFull(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: Full } or PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    public static bool MayPass(DbException exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked or IoError or Full or CannotOpen } => true,
        PostgresException refused when refused.SqlState.StartsWith(Intervention, StringComparison.Ordinal) => true,
        _ => exception.IsTransient,
    };
}
