using Dpa.Realtime.Specification;
using Microsoft.Data.Sqlite;

namespace Dpa.Realtime.SqliteStore.Tests;

/// <summary>Nodes that share a SQLite file, each with a connection of its own.</summary>
internal sealed class SqliteWorld : PipelineStoreWorld
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"dpa-{Guid.NewGuid():N}.db");
    private readonly List<SqlitePipelineStore> _stores = [];

    protected override IPipelineStore Connect()
    {
        var store = new SqlitePipelineStore(_file, Time);
        _stores.Add(store);
        return store;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in new[] { _file, _file + "-wal", _file + "-shm" }) File.Delete(file);
        await base.DisposeAsync();
    }
}
