using System.Data.Common;
using DocumentPipelineHost.Configuration;
using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>The rows in PostgreSQL, shared by any number of instances.</summary>
public sealed class PostgresDatabase : HostDatabase
{
    private const int Attempts = 5;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresAddress _address;
    private readonly SilenceWatch _silence;

    public PostgresDatabase(PostgresAddress address, TimeProvider time, ILogger<PostgresDatabase> logger)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _source = NpgsqlDataSource.Create(address.ConnectionString);
        _silence = new SilenceWatch(Connect, _source.Clear, time, logger);
        _silence.Start();
    }

    public override string Like => "ILIKE";

    public override void Prepare()
    {
        try
        {
            using var connection = new NpgsqlConnection(_address.StartConnectionString).OpenInTime();
            PostgresMigrations.Apply(connection);
        }
        catch (NpgsqlException exception)
        {
            throw _address.Refusal(exception);
        }
    }

    public override T Read<T>(Func<DbConnection, T> read) => _silence.Call(() => base.Read(read));

    public override Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        return _silence.CallAsync(() => WriteOnceAsync(write, ct));
    }

    public override string In(string column, string parameter) => $"{column} = ANY(@{parameter})";

    protected override DbConnection Open() => _source.CreateConnection().OpenInTime();

    protected override void Dispose(bool disposing)
    {
        _silence.Dispose();
        _source.Dispose();
    }

    private async Task<T> WriteOnceAsync<T>(Func<DbTransaction, T> write, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryWriteAsync(write, ct);
            }
            catch (PostgresException exception) when (IsConflict(exception) && attempt < Attempts)
            {
                // Undone as a whole: it is done again, and sees what the other one wrote.
            }
        }
    }

    private void Connect() => new NpgsqlConnection(_address.ProbeConnectionString).OpenInTime().Dispose();

    private async Task<T> TryWriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct)
    {
        // On a database thread all of it keeps the thread: a connection whose work waits for a thread would be missing
        // to the threads that wait for a connection.
        if (TaskScheduler.Current is DatabaseThreads)
            return Write(_source.CreateConnection().OpenInTime(ct), write);
        await using var connection = await _source.CreateConnection().OpenInTimeAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = write(transaction);
        // a commit that is cancelled on its way may have happened
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    private static T Write<T>(NpgsqlConnection opened, Func<DbTransaction, T> write)
    {
        using var connection = opened;
        using var transaction = connection.BeginTransaction();
        var result = write(transaction);
        transaction.Commit();
        return result;
    }

    private static bool IsConflict(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
