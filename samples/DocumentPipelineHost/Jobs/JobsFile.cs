using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Data.Sqlite;

namespace DocumentPipelineHost.Jobs;

/// <summary>
/// The job engine's SQLite file, checked before the engine opens it: a file that it cannot use is reported in one line.
/// </summary>
internal sealed class JobsFile(DataFolder folder)
{
    private const string Remedy =
        "Move it away with the files that begin with its name: what waits is enqueued again by the rows of "
            + "documents.db.";

    /// <exception cref="StartException">The file is damaged, or cannot be opened.</exception>
    public void Check()
    {
        try
        {
            var address = new SqliteConnectionStringBuilder { DataSource = folder.JobsFile, Pooling = false };
            using var connection = new SqliteConnection(address.ConnectionString);
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            if (command.ExecuteScalar() is not "ok")
                throw new StartException($"The database {folder.JobsFile} is damaged. {Remedy}");
        }
        catch (SqliteException exception)
        {
            throw SqliteRefusal.Of(folder.JobsFile, exception, Remedy);
        }
    }
}
