using System.Collections.Concurrent;
using Dpa.Realtime.Diagnostics;

namespace Dpa.Realtime.Connections;

/// <summary>The node's open connections (what other systems call a connection manager).</summary>
internal sealed class ConnectionRegistry(DpaRealtimeOptions options, RealtimeMetrics metrics)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Connection, byte> _connections = new();
    private readonly Dictionary<string, int> _byUser = new(StringComparer.Ordinal);

    public int Count => _connections.Count;

    public int Users
    {
        get { lock (_lock) return _byUser.Count; }
    }

    public int Subscriptions => _connections.Keys.Sum(c => c.SubscriptionCount);

    /// <summary>Set once the node is shutting down: nobody is taken any more.</summary>
    public bool IsDraining { get; set; }

    public bool IsFull => _connections.Count >= options.MaxConnections;

    public ICollection<Connection> All => _connections.Keys;

    public int CountOf(string userId)
    {
        lock (_lock) return _byUser.GetValueOrDefault(userId);
    }

    /// <returns>False where the user has as many connections as allowed.</returns>
    public bool TryAdd(Connection connection)
    {
        lock (_lock)
        {
            var count = _byUser.GetValueOrDefault(connection.UserId);
            if (count >= options.MaxConnectionsPerUser) return false;
            _byUser[connection.UserId] = count + 1;
        }

        _connections[connection] = 0;
        metrics.Connections.Add(1);
        return true;
    }

    public void Remove(Connection connection)
    {
        if (!_connections.TryRemove(connection, out _)) return;
        metrics.Connections.Add(-1);
        lock (_lock)
        {
            if (--_byUser[connection.UserId] == 0) _byUser.Remove(connection.UserId);
        }
    }
}
