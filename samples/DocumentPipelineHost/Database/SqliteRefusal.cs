using DocumentPipelineHost.Configuration;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Database;

/// <summary>Why a file with rows cannot be used, in one line.</summary>
internal static class SqliteRefusal
{
    // Result codes of SQLite: https://www.sqlite.org/rescode.html
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    /// <param name="file">The file.</param>
    /// <param name="exception">The exception of SQLite.</param>
    /// <param name="ofDamaged">What to do where it is damaged. Default: a copy, or an empty one.</param>
    public static StartException Of(string file, SqliteException exception, string? ofDamaged = null)
    {
        var remedy = exception.SqliteErrorCode is Corrupt or NotADatabase
            ? $"It is damaged, or no database. "
                + $"{ofDamaged ?? "Put back a copy, or move it away to begin with an empty one."}"
            : "Let this user read and write it and its folder.";
        return new StartException(
            $"The database {file} cannot be used: {exception.Message} {remedy}".ReplaceLineEndings(" "), exception);
    }
}
