using System.Collections.Immutable;
using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.WebSockets;
using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Connections;

/// <summary>The node's open connections (what other systems call a connection manager).</summary>
internal sealed class ConnectionRegistry
{
    private const string MayBeOver = "access may have ended meanwhile";
    private const string ClosedMeanwhile = "the user's connections were closed";

    private readonly DpaRealtimeOptions _options;
    private readonly RealtimeMetrics _metrics;
    private readonly DescriptorGuard? _descriptors;
    private readonly AccessChanges _changes;
    private readonly ILogger<ConnectionRegistry> _logger;
    private readonly Reauthorization _reauthorization;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ImmutableArray<IConnection>> _byUser = new(StringComparer.Ordinal);
    private int _count;
    private bool _isDraining;

    public ConnectionRegistry(
        PipelineHub hub, AccessChanges changes, DpaRealtimeOptions options, RealtimeMetrics metrics,
        ILogger<ConnectionRegistry> logger, DescriptorGuard? descriptors = null, TimeProvider? time = null)
    {
        _descriptors = descriptors;
        _options = options;
        _metrics = metrics;
        _changes = changes;
        _logger = logger;
        hub.Revoked = OnRevoked;
        hub.UserClosed = OnUserClosed;
        hub.UserClosedMeanwhile = (userId, reason) => Close(userId, reason);
        hub.AccessMissed = OnAccessMissed;
        hub.Reconnected = OnReconnected;
        _reauthorization = new Reauthorization(All, time ?? TimeProvider.System, logger);
    }

    public int Count => Volatile.Read(ref _count);

    public int Users
    {
        get { lock (_lock) return _byUser.Count; }
    }

    /// <summary>Whether the node is shutting down: no connection is accepted any more.</summary>
    public bool IsDraining => Volatile.Read(ref _isDraining);

    /// <summary>Whether the connection limit is reached, or too few file descriptors are left.</summary>
    public bool IsFull => Count >= _options.MaxConnections || IsShortOfDescriptors;

    /// <summary>Whether the process is near its limit of file descriptors.</summary>
    public bool IsShortOfDescriptors => _descriptors is not null && _descriptors.IsNearLimit();

    public IConnection[] All()
    {
        lock (_lock) return [.. _byUser.Values.SelectMany(c => c)];
    }

    /// <summary>Stops adding connections, and returns all that were added, so that they can be notified.</summary>
    public IConnection[] BeginDrain()
    {
        lock (_lock)
        {
            Volatile.Write(ref _isDraining, true);
            return [.. _byUser.Values.SelectMany(c => c)];
        }
    }

    public int CountOf(string userId) => Of(userId).Length;

    /// <summary>Adds a connection after a last check: a shutdown may have begun since the request came.</summary>
    public AddResult Add(IConnection connection)
    {
        lock (_lock)
        {
            if (_isDraining) return AddResult.Draining;
            var held = _byUser.GetValueOrDefault(connection.UserId, []);
            if (held.Length >= _options.MaxConnectionsPerUser) return AddResult.TooManyOfUser;
            _byUser[connection.UserId] = held.Add(connection);
            _count++;
        }

        _metrics.Connected(connection.Transport, 1);
        if (_changes.IsClosedSince(connection.Caller))
            connection.Close(CloseCode.Expired, ClosedMeanwhile); // it came after all connections were closed
        return AddResult.Added;
    }

    public void Remove(IConnection connection)
    {
        lock (_lock)
        {
            var rest = _byUser[connection.UserId].Remove(connection);
            if (rest.IsEmpty) _byUser.Remove(connection.UserId);
            else _byUser[connection.UserId] = rest;
            _count--;
        }

        _metrics.Connected(connection.Transport, -1);
    }

    private ImmutableArray<IConnection> Of(string userId)
    {
        lock (_lock) return _byUser.GetValueOrDefault(userId, []);
    }

    private void OnUserClosed(string userId, string reason)
    {
        var closed = Close(userId, reason);
        _logger.UserClosed(closed, userId, reason);
    }

    private int Close(string userId, string reason)
    {
        _changes.Closed(userId);
        var connections = Of(userId);
        foreach (var connection in connections) connection.Close(CloseCode.Expired, reason);
        return connections.Length;
    }

    /// <summary>
    /// Which users were signed out meanwhile is not known, so all connections are closed at once: the application's
    /// authentication refuses a signed-out user at the handshake. The clients reconnect as after a restart, over some
    /// time.
    /// </summary>
    private void OnAccessMissed()
    {
        var connections = All();
        foreach (var connection in connections)
        {
            connection.AskToReconnect(ShutdownDrain.ReturnOf(connection, connections.Length), "restart");
            connection.Close(CloseCode.ServiceRestart, MayBeOver);
        }

        if (connections.Length > 0) _logger.AccessMissed(connections.Length);
    }

    /// <summary>
    /// The backplane itself delivers messages about access that were sent during the outage. An application that sends
    /// none of them is asked again here.
    /// </summary>
    private void OnReconnected() => _reauthorization.Begin();

    private void OnRevoked(string userId, string pipelineId)
    {
        _changes.Revoked(userId, pipelineId);
        foreach (var connection in Of(userId)) connection.Revoked(pipelineId);
    }
}
