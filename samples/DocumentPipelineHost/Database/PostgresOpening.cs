using Npgsql;

namespace DocumentPipelineHost.Database;

/// <summary>Opens connections to PostgreSQL within their <c>Timeout</c>, whatever the server leaves out.</summary>
internal static class PostgresOpening
{
    /// <summary>Npgsql's own limit ends first, where it works: its error has more detail.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Opens the connection, or disposes it. Always asynchronous: when opened synchronously, Npgsql tries again with
    /// what is left of the time, and less than 1 ms is 0 ms to the socket, which then waits without end. The token is
    /// needed because an asynchronous TLS handshake observes no other limit.
    /// </summary>
    /// <exception cref="NpgsqlException">It cannot be opened; the cause is a <see cref="TimeoutException"/> where there
    /// was no answer in time.</exception>
    public static async Task<NpgsqlConnection> OpenInTimeAsync(
        this NpgsqlConnection connection, CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (connection.ConnectionTimeout > 0) // 0: the operator wants no limit
            limit.CancelAfter(TimeSpan.FromSeconds(connection.ConnectionTimeout) + Grace);
        try
        {
            await connection.OpenAsync(limit.Token).ConfigureAwait(false); // a thread may wait for it
            return connection;
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new NpgsqlException(
                "The server accepted the connection and did not answer in time", new TimeoutException(null, exception));
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// As <see cref="OpenInTimeAsync"/>, for callers that wait on their thread. A connection that the pool has ready is
    /// given without a wait.
    /// </summary>
    public static NpgsqlConnection OpenInTime(this NpgsqlConnection connection, CancellationToken ct = default) =>
        connection.OpenInTimeAsync(ct).GetAwaiter().GetResult();
}
