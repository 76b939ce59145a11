using System.Data.Common;

namespace DocumentPipelineHost.Database;

/// <summary>
/// The host's own rows. Promises: what <see cref="WriteAsync{T}"/> returned from survives a crash; a write is all or
/// nothing; a write that met another one is done again, so a writer sees either all of another's work or nothing of it
/// where it took the row (<see cref="RowLock"/>).
/// </summary>
public abstract class HostDatabase : IDisposable
{
    /// <summary>The operator that compares with a pattern whatever the case.</summary>
    public abstract string Like { get; }

    /// <summary>Brings the schema up to date; before anything else. Calling it again does nothing.</summary>
    /// <exception cref="Configuration.StartException">The database cannot be used.</exception>
    public abstract void Prepare();

    /// <summary>Reads; each statement sees a consistent picture.</summary>
    public virtual T Read<T>(Func<DbConnection, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var connection = Open();
        return read(connection);
    }

    /// <summary>
    /// Writes in one transaction; what <paramref name="write"/> throws undoes it. It may be called more than once: what
    /// counts is its last call.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct = default);

    /// <summary>A condition that holds for the rows whose column is one of the parameter's values.</summary>
    public abstract string In(string column, string parameter);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract DbConnection Open();

    protected abstract void Dispose(bool disposing);
}
