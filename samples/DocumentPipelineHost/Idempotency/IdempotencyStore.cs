using Dapper;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Instances;

namespace DocumentPipelineHost.Idempotency;

/// <summary>
/// Remembers for a day which creating calls were made under a key of the caller's, and what they answered.
/// </summary>
internal sealed class IdempotencyStore(HostDatabase database, HostInstance instance, TimeProvider time)
{
    private const string OwnClaim = "owner = @owner AND key = @key AND body IS NULL AND instance = @Id";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Claims the key; returns what is known of it, or null where it is the caller's now.</summary>
    public Task<KnownCall?> ClaimAsync(string owner, string key, string call) =>
        database.WriteAsync(transaction =>
        {
            var connection = transaction.Connection!;
            var now = time.GetUtcNow();
            connection.Execute(
                "DELETE FROM idempotency_keys WHERE created_at < @oldest", new { oldest = now - Kept }, transaction);
            while (
                connection.Execute(
                    "INSERT INTO idempotency_keys (owner, key, call, instance, created_at) VALUES (@owner, @key, "
                        + "@call, @Id, @now) ON CONFLICT DO NOTHING",
                    new
                    {
                        owner, key, call, instance.Id, now,
                    },
                    transaction) == 0)
            {
                var known = connection.QuerySingleOrDefault<KnownCall?>(
                    "SELECT call, body, fingerprint FROM idempotency_keys WHERE owner = @owner AND key = @key",
                    new { owner, key }, transaction);
                if (known is not null)
                    return known; // null: released since by another instance, so it may be claimed again
            }

        return null;
    });

    /// <summary>Keeps the answer and what was sent.</summary>
    public Task CompleteAsync(string owner, string key, byte[] body, string? fingerprint) =>
        database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                $"UPDATE idempotency_keys SET body = @body, fingerprint = @fingerprint WHERE {OwnClaim}", new
                {
                    owner, key, body, fingerprint, instance.Id,
                },
                transaction));

    /// <summary>Forgets a call that was answered so; another answer under the key is another call's.</summary>
    public Task ForgetAsync(string owner, string key, byte[] body) => database.WriteAsync(transaction =>
        transaction.Connection!.Execute(
            "DELETE FROM idempotency_keys WHERE owner = @owner AND key = @key AND body = @body",
            new { owner, key, body }, transaction));

    /// <summary>
    /// Forgets a call that failed: repeating it does it. A claim that was made after <paramref name="failedAt"/> is
    /// another call's.
    /// </summary>
    public Task ReleaseAsync(string owner, string key, DateTimeOffset failedAt) =>
        database.WriteAsync(transaction => transaction.Connection!.Execute(
            $"DELETE FROM idempotency_keys WHERE {OwnClaim} AND created_at <= @failedAt",
            new { owner, key, instance.Id, failedAt },
            transaction));

    /// <summary>
    /// At the start of the only instance there may be: forgets the calls that were under way when the last one ended.
    /// </summary>
    public Task ReleaseAllAsync() => database.WriteAsync(transaction =>
        transaction.Connection!.Execute("DELETE FROM idempotency_keys WHERE body IS NULL", transaction: transaction));
}
