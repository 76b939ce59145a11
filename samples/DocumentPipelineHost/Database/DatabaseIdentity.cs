using Dapper;

namespace DocumentPipelineHost.Database;

/// <summary>The id of this database: made once, and the same for every instance that uses it.</summary>
internal sealed class DatabaseIdentity(HostDatabase database)
{
    private string? _id;

    /// <summary>The id; made where the database has none yet.</summary>
    public async Task<string> GetAsync() => _id ??= await database.WriteAsync(transaction =>
    {
        transaction.Connection!.Execute(
            "INSERT INTO database_identity (one, id) VALUES (1, @id) ON CONFLICT (one) DO NOTHING",
            new { id = Guid.NewGuid().ToString("N") },
            transaction);
        return transaction.Connection!.ExecuteScalar<string>(
            "SELECT id FROM database_identity", transaction: transaction)!;
    });
}
