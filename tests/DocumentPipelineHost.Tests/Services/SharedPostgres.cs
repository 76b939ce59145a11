using Dpa.Realtime.Faults.Postgres;
using DocumentPipelineHost.Tests.Services;
using Npgsql;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace DocumentPipelineHost.Tests.Services;

/// <summary>One PostgreSQL for all tests, each with a database of its own; started when first asked for.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Lazy = new(PostgresServer.StartAsync);
    private static int _databases;

    /// <summary>A new, empty database; how to connect to it.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Lazy.Value;
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // A name made here.
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (Lazy is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await Lazy.Value).DisposeAsync();
    }
}
