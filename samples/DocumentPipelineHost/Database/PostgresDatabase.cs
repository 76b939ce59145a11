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

    public PostgresDatabase(PostgresAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
        _source = NpgsqlDataSource.Create(address.ConnectionString);
    }

    public override string Like => "ILIKE";

    public override void Prepare()
    {
        try
        {
            using var connection = _source.OpenConnection();
            PostgresMigrations.Apply(connection);
        }
        catch (NpgsqlException exception)
        {
            throw _address.Refusal(exception);
        }
    }

    public override async Task<T> WriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(write);
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

    public override string In(string column, string parameter) => $"{column} = ANY(@{parameter})";

    protected override DbConnection Open() => _source.OpenConnection();

    protected override void Dispose(bool disposing) => _source.Dispose();

    private async Task<T> TryWriteAsync<T>(Func<DbTransaction, T> write, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = write(transaction);
        await transaction.CommitAsync(CancellationToken.None); // a commit that is cancelled on its way may have happened
        return result;
    }

    private static bool IsConflict(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
