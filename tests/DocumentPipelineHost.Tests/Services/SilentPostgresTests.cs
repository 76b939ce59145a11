using DocumentPipelineHost.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace DocumentPipelineHost.Tests.Services;

/// <summary>
/// A server that accepts a connection and says nothing, or stops in the middle of the TLS handshake, is given up by
/// each of many callers: Npgsql's own limit has gaps.
/// </summary>
public sealed class SilentPostgresTests
{
    private const int Callers = 48;

    /// <summary>The connection string allows 2 s; who is not answered now waits without end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, ";SSL Mode=Disable")]
    [InlineData(false, ";GSS Encryption Mode=Prefer")]
    [InlineData(true, "")]
    [InlineData(true, ";SSL Mode=Require")]
    public async Task Call_OfEachOfMany_EndsInTime(bool grantsTls, string more)
    {
        await using var server = new SilentServer(grantsTls);
        using var database = new PostgresDatabase(
            new PostgresAddress($"Host=127.0.0.1;Port={server.Port};Username=dpa{more}"),
            TimeProvider.System, NullLogger<PostgresDatabase>.Instance);

        var reads = Enumerable.Range(0, Callers).Select(_ => RefusedAsync(() => database.Read(static _ => 0)));
        var writes = Enumerable.Range(0, Callers).Select(_ => RefusedAsync(() => database.WriteAsync(static _ => 0)));

        await Task.WhenAll([.. reads, .. writes]).WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    /// <summary>On a thread of its own, as each caller of a host that has threads enough.</summary>
    private static Task RefusedAsync(Func<object> call) => Task.Factory.StartNew(
        () => Assert.Throws<DatabaseSilentException>(call),
        TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task RefusedAsync(Func<Task<int>> call) => Assert.ThrowsAsync<DatabaseSilentException>(call);
}
