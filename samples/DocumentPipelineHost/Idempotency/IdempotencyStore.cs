using Dapper;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Idempotency;

/// <summary>Remembers for a day which creating calls were made under a key of the caller's, and what they answered.</summary>
internal sealed class IdempotencyStore(HostDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Claims the key; returns what is known of it, or null where it is the caller's now.</summary>
    public Task<KnownCall?> ClaimAsync(string owner, string key, string call) => database.WriteAsync(transaction =>
    {
        var connection = transaction.Connection!;
        var now = time.GetUtcNow();
        connection.Execute("DELETE FROM idempotency_keys WHERE created_at < @oldest", new { oldest = now - Kept }, transaction);
        var claimed = connection.Execute(
            "INSERT INTO idempotency_keys (owner, key, call, created_at) VALUES (@owner, @key, @call, @now) ON CONFLICT DO NOTHING",
            new { owner, key, call, now },
            transaction) == 1;
        return claimed ? null : connection.QuerySingle<KnownCall?>(
            "SELECT call, body FROM idempotency_keys WHERE owner = @owner AND key = @key", new { owner, key }, transaction);
    });

    public Task CompleteAsync(string owner, string key, byte[] body) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "UPDATE idempotency_keys SET body = @body WHERE owner = @owner AND key = @key", new { owner, key, body }, transaction));

    /// <summary>Forgets a call that failed: repeating it does it.</summary>
    public Task ReleaseAsync(string owner, string key) => database.WriteAsync(transaction => transaction.Connection!.Execute(
        "DELETE FROM idempotency_keys WHERE owner = @owner AND key = @key AND body IS NULL", new { owner, key }, transaction));

    /// <summary>Forgets the calls that were under way when the process ended.</summary>
    public Task ReleaseAllAsync() => database.WriteAsync(transaction =>
        transaction.Connection!.Execute("DELETE FROM idempotency_keys WHERE body IS NULL", transaction: transaction));
}
