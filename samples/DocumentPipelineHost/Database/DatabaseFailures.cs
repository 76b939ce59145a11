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
        exception
            is SqliteException { SqliteErrorCode: Full }
                or PostgresException { SqlState: PostgresErrorCodes.DiskFull };

    /// <summary>
    /// Whether there was no answer in time: to a statement, to a connect, or to the wait for a free connection.
    /// </summary>
    public static bool IsSilence(Exception exception) =>
        exception is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    /// <summary>
    /// Whether all connections of the pool were in use for too long, which does not mean that the server is
    /// unavailable. Npgsql reports this only in the text of its message.
    /// </summary>
    public static bool IsPoolExhausted(Exception exception) =>
        exception is NpgsqlException { InnerException: TimeoutException }
        && exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    /// <summary>Whether another transaction kept a row for longer than this one was to wait for it.</summary>
    public static bool IsRowBusy(DbException exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };

    /// <summary>Whether a text came that PostgreSQL keeps nowhere: one with NUL.</summary>
    public static bool IsText(DbException exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter,
    };

    public static bool MayPass(DbException exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked or IoError or Full or CannotOpen } => true,
        PostgresException refused when refused.SqlState.StartsWith(Intervention, StringComparison.Ordinal) => true,
        _ => exception.IsTransient,
    };
}
