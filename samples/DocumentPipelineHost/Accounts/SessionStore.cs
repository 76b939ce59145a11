using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Keeps the sessions behind the cookies: a cookie counts only while its session is there, so a copy of it is worth
/// nothing after the sign-out.
/// </summary>
internal sealed class SessionStore(HostDatabase database, IOptions<AccountOptions> options, TimeProvider time)
{
    private const int IdBytes = 32;
    private const string HasEnded = "(revoked_at IS NOT NULL OR expires_at <= @now)";

    /// <summary>A new session; its id.</summary>
    public async Task<string> BeginAsync(string owner)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var expires = time.GetUtcNow() + options.Value.SessionLifetime;
        await database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "INSERT INTO sessions (id, owner, expires_at) VALUES (@id, @owner, @expires)", new
                {
                    id, owner, expires,
                },
                transaction));
        return id;
    }

    public bool Holds(string id, string owner) => database.Read(connection => connection.ExecuteScalar<long>(
        "SELECT COUNT(*) FROM sessions WHERE id = @id AND owner = @owner AND revoked_at IS NULL AND expires_at > @now",
        new { id, owner, now = time.GetUtcNow() })) == 1;

    /// <summary>Ends one session.</summary>
    public Task EndAsync(string id) => database.WriteAsync(transaction =>
        transaction.Connection!.Execute("DELETE FROM sessions WHERE id = @id", new { id }, transaction));

    /// <summary>Ends all sessions of a user; the sweep of a running host closes the connections too.</summary>
    public static void RevokeAll(DbTransaction transaction, string owner, DateTimeOffset now) =>
        transaction.Connection!.Execute(
            "UPDATE sessions SET revoked_at = @now WHERE owner = @owner AND revoked_at IS NULL", new { owner, now },
            transaction);

    /// <summary>
    /// Leaves a revoked session behind, so that the next sweep closes the user's connections on all instances.
    /// </summary>
    public Task CloseLaterAsync(string owner)
    {
        var (id, now) = (Guid.NewGuid().ToString("N"), time.GetUtcNow());
        return database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "INSERT INTO sessions (id, owner, expires_at, revoked_at) VALUES (@id, @owner, @now, @now)",
                new { id, owner, now }, transaction));
    }

    /// <summary>
    /// Removes sessions that ended; the users whose sessions were revoked since the last call, each for one caller.
    /// </summary>
    public async Task<IReadOnlyList<string>> SweepAsync()
    {
        var now = time.GetUtcNow();
        if (
            database.Read(connection =>
                connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM sessions WHERE {HasEnded}", new { now })) == 0)
            return [];
        return await database.WriteAsync(transaction =>
            transaction
                .Connection!.Query<(string Owner, long? Revoked)>(
                    $"DELETE FROM sessions WHERE {HasEnded} RETURNING owner, revoked_at", new { now }, transaction)
                .Where(static one => one.Revoked is not null)
                .Select(static one => one.Owner)
                .Distinct(StringComparer.Ordinal)
                .ToList());
    }
}
