using Dpa.Realtime.Redis.Diagnostics;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>Every call to the server goes through here: it is measured, never waits for a server that is away, and fails as a retryable <c>backplane_unavailable</c>.</summary>
internal sealed class RedisLink(ConnectionSource source, FailureLog failures, RedisMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<(IConnectionMultiplexer Connection, bool IsOwn)>? _connecting;
    private long _connectStarted;
    private long _lastTried;
    private Exception? _lastFailure;

    /// <summary>A connection, of whatever kind, was made again: what was subscribed may have missed messages. Raised on the library's threads.</summary>
    public event Action? Restored;

    /// <summary>Begins to connect. Calls may be made at once: they wait a moment for the first connection.</summary>
    public void Open() => _ = Connect();

    public ValueTask<T> CallAsync<T>(Func<IDatabase, Task<T>> call) => UseAsync(connection => call(connection.GetDatabase()));

    public async ValueTask<T> UseAsync<T>(Func<IConnectionMultiplexer, Task<T>> call)
    {
        var began = time.GetTimestamp();
        try
        {
            var answer = await call(await ConnectionAsync().ConfigureAwait(false)).ConfigureAwait(false);
            metrics.CallDuration.Record(time.GetElapsedTime(began).TotalSeconds);
            if (failures.IsAway) MayBeBack();
            return answer;
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>The recovery found all well.</summary>
    public void IsBack() => failures.Over();

    private PipelineException Unavailable(Exception e)
    {
        var kind = failures.Failed(e);
        return new PipelineException("backplane_unavailable", RedisFailure.WhatToDo(kind), isRetryable: true, e);
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        _disposed.Dispose();
        Task<(IConnectionMultiplexer Connection, bool IsOwn)>? connecting;
        lock (_lock) connecting = _connecting;
        if (connecting is not { IsCompletedSuccessfully: true }) return;
        var (connection, isOwn) = await connecting.ConfigureAwait(false);
        connection.ConnectionRestored -= OnRestored;
        connection.ConnectionFailed -= OnFailed;
        if (isOwn) await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One call was answered; whether all is well is for the recovery to find out: a full server still answers reads.</summary>
    private void MayBeBack()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_lastTried) < BetweenTries) return;
            _lastTried = time.GetTimestamp();
        }

        Restored?.Invoke();
    }

    private async ValueTask<IConnectionMultiplexer> ConnectionAsync()
    {
        var connecting = Connect();
        var (connection, _) = connecting.IsCompletedSuccessfully ? connecting.Result : await connecting.WaitAsync(Patience, time).ConfigureAwait(false);
        // Asked here, because a connection that the application gave may be one that queues calls for seconds.
        return connection.IsConnected ? connection : throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, Why());
    }

    private Task<(IConnectionMultiplexer Connection, bool IsOwn)> Connect()
    {
        lock (_lock)
        {
            // A first connection that failed for good (a factory that threw, a name that does not resolve) is tried again, not at every call.
            if (_connecting is { IsFaulted: true } && time.GetElapsedTime(_connectStarted) >= BetweenConnects) _connecting = null;
            if (_connecting is not null) return _connecting;
            _connectStarted = time.GetTimestamp();
            return _connecting = Task.Run(ConnectAsync);
        }
    }

    private async Task<(IConnectionMultiplexer Connection, bool IsOwn)> ConnectAsync()
    {
        var (connection, isOwn) = await source.ConnectAsync(_disposed.Token).ConfigureAwait(false);
        connection.ConnectionRestored += OnRestored;
        connection.ConnectionFailed += OnFailed;
        return (connection, isOwn);
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => Restored?.Invoke();

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        metrics.ConnectionsLost.Add(1);
        Volatile.Write(ref _lastFailure, e.Exception ?? new RedisConnectionException(e.FailureType, CommandFlags.None, "The connection was lost."));
    }

    /// <summary>Why there is no connection, as far as the library said so: a wrong password looks like a server that is away until then.</summary>
    private string Why() => Volatile.Read(ref _lastFailure) is { } failure ? Chain(failure) : "There is no connection.";

    private static string Chain(Exception? e)
    {
        var texts = new List<string>();
        for (; e is not null; e = e.InnerException) texts.Add(e.Message);
        return string.Join(" ", texts);
    }
}
