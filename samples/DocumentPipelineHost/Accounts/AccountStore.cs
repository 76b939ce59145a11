using Dapper;
using DocumentPipelineHost.Database;
using Microsoft.AspNetCore.Identity;

namespace DocumentPipelineHost.Accounts;

/// <summary>
/// Keeps the local accounts. Passwords are kept as ASP.NET Core Identity's hasher makes them (PBKDF2, salted).
/// </summary>
internal sealed class AccountStore(HostDatabase database, IPasswordHasher<LocalAccount> hasher, TimeProvider time)
{
    public const string NoPassword = "";

    public LocalAccount? Find(string id) => database.Read(connection =>
        connection.QuerySingleOrDefault<LocalAccount>("SELECT id, password FROM accounts WHERE id = @id", new { id }));

    public bool IsEmpty() =>
        database.Read(static connection => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM accounts")) == 0;

    public IReadOnlyList<string> Names() => database.Read(static connection =>
        connection.Query<string>("SELECT id FROM accounts ORDER BY id").AsList());

    /// <summary>Makes the first account; does nothing where there is one.</summary>
    public Task<bool> AddFirstAsync(string id, string password)
    {
        var (hash, now) = (Hash(id, password), time.GetUtcNow());
        return database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "INSERT INTO accounts (id, password, created_at) SELECT @id, @hash, @now WHERE NOT EXISTS (SELECT 1 "
                    + "FROM accounts) ON CONFLICT DO NOTHING",
                new
                {
                    id, hash, now,
                },
                transaction) == 1);
    }

    /// <summary>Adds an account, or gives one another password: its sessions end, and a lock too.</summary>
    public Task SetAsync(string id, string password)
    {
        var (hash, now) = (Hash(id, password), time.GetUtcNow());
        return database.WriteAsync(transaction =>
        {
            transaction.Connection!.Execute(
                "INSERT INTO accounts (id, password, created_at) VALUES (@id, @hash, @now) ON CONFLICT (id) DO UPDATE "
                    + "SET password = @hash",
                new { id, hash, now },
                transaction);
            SessionStore.RevokeAll(transaction, id, now);
            return SignInFailures.Forget(transaction, id);
        });
    }

    /// <summary>Removes an account and ends its sessions; its documents stay. False where there is none.</summary>
    public Task<bool> RemoveAsync(string id) => database.WriteAsync(transaction =>
    {
        SessionStore.RevokeAll(transaction, id, time.GetUtcNow());
        return transaction.Connection!.Execute("DELETE FROM accounts WHERE id = @id", new { id }, transaction) == 1;
    });

    /// <summary>Keeps a password as today's hasher makes it, where the kept one is of an older version.</summary>
    public Task RehashAsync(LocalAccount account, string password)
    {
        var hash = Hash(account.Id, password);
        return database.WriteAsync(transaction =>
            transaction.Connection!.Execute(
                "UPDATE accounts SET password = @hash WHERE id = @Id AND password = @Password", new
                {
                    hash, account.Id, account.Password,
                },
                transaction));
    }

    private string Hash(string id, string password) => hasher.HashPassword(new LocalAccount(id, NoPassword), password);
}
