using Dpa.Realtime.Redis.Diagnostics;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Every call to the server goes through this class. A call is measured, never waits for an unavailable server, and
/// fails as a retryable <c>backplane_unavailable</c>.
/// </summary>
internal sealed class RedisLink(ConnectionSource source, FailureLog failures, RedisMetrics metrics, TimeProvider time)
    : IAsyncDisposable,
        IDisposable
{
    // for the first connection: its own time limit, and the reason why it failed
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenConnects = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private static readonly Version Oldest = new(6, 2); // GETDEL, ZRANGE BYSCORE

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _disposed = new();
    private Task<(IConnectionMultiplexer Connection, bool IsOwn)>? _connecting;
    private long _connectStarted;
    private long _lastTried;
    private bool _isDisposed;
    private readonly PrimarySearch _search = new(time);
    private readonly TaskCompletionSource _word = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RedisConnectionException? _lastFailure;

    /// <summary>
    /// A connection, of whatever kind, was restored: its subscriptions may have missed messages. Raised on the
    /// library's threads.
    /// </summary>
    public event Action? Restored;

    /// <summary>
    /// A call was answered after others had failed, and no connection was restored in between. Raised at most every 100
    /// ms, on the caller's thread. The recovery finds out whether everything works: a full server still answers reads.
    /// </summary>
    public event Action? Answered;

    /// <inheritdoc cref="FailureLog.IsSlow"/>
    public bool IsSlow => failures.IsSlow;

    public ValueTask<T> CallAsync<T>(Func<IDatabase, Task<T>> call) =>
        UseAsync(connection => call(connection.GetDatabase()));

    public async ValueTask<T> UseAsync<T>(Func<IConnectionMultiplexer, Task<T>> call)
    {
        var began = time.GetTimestamp();
        try
        {
            var answer = await call(await ConnectionAsync().ConfigureAwait(false)).ConfigureAwait(false);
            metrics.CallDuration.Record(time.GetElapsedTime(began).TotalSeconds);
            if (failures.IsUnavailable) MayBeBack();
            return answer;
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>
    /// Fails if a server is too old: at once and with the reason, not later with a command that the server does not
    /// know.
    /// </summary>
    public async ValueTask CheckVersionAsync() =>
        await UseAsync(connection =>
            {
                var oldest = connection
                    .GetServers()
                    .Where(s => s.IsConnected)
                    .Select(s => s.Version)
                    .DefaultIfEmpty(Oldest)
                    .Min()!;
                return oldest >= Oldest
                    ? Task.FromResult(oldest)
                    : throw new RedisCommandException(
                        $"The server's version is {oldest}; {Oldest} or later is needed.");
            })
            .ConfigureAwait(false);

    /// <summary>The recovery found that everything works.</summary>
    public void IsBack() => failures.Over();

    private IConnectionMultiplexer? Connected
    {
        get
        {
            lock (_lock)
                return !_isDisposed && _connecting is { IsCompletedSuccessfully: true } connecting
                    ? connecting.Result.Connection
                    : null;
        }
    }

    /// <summary>Counts and logs a failure.</summary>
    /// <returns>The exception that the caller throws.</returns>
    public PipelineException Unavailable(Exception e)
    {
        var kind = failures.Failed(e);
        if (kind is FailureKind.Unreachable or FailureKind.ReadOnly && Connected is { } connection)
            _search.Begin(connection);
        return new PipelineException(
            ProgressErrorCodes.BackplaneUnavailable, RedisFailure.WhatToDo(kind), isRetryable: true, e);
    }

    public async ValueTask DisposeAsync()
    {
        if (Leave() is { } own) await own.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose() => Leave()?.Dispose();

    /// <returns>The connection, if it must be disposed.</returns>
    private IConnectionMultiplexer? Leave()
    {
        Task<(IConnectionMultiplexer Connection, bool IsOwn)>? connecting;
        lock (_lock)
        {
            if (_isDisposed) return null;
            _isDisposed = true;
            connecting = _connecting;
        }

        _disposed.Cancel();
        _disposed.Dispose();
        if (connecting is null) return null;
        if (connecting.IsCompletedSuccessfully) return Left(connecting.Result);
        _ = LeaveLateAsync(connecting);
        return null;
    }

    /// <summary>
    /// Disposes a connection that is still being opened once it is open: otherwise it would connect again and again.
    /// </summary>
    private async Task LeaveLateAsync(Task<(IConnectionMultiplexer Connection, bool IsOwn)> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully && Left(connecting.Result) is { } own)
            await own.DisposeAsync().ConfigureAwait(false);
    }

    private IConnectionMultiplexer? Left((IConnectionMultiplexer Connection, bool IsOwn) made)
    {
        var (connection, isOwn) = made;
        connection.ConnectionRestored -= OnRestored;
        connection.ConnectionFailed -= OnFailed;
        connection.ConfigurationChanged -= OnConfigurationChanged;
        return isOwn ? connection : null;
    }

    private void MayBeBack()
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_lastTried) < BetweenTries) return;
            _lastTried = time.GetTimestamp();
        }

        Answered?.Invoke();
    }

    private async ValueTask<IConnectionMultiplexer> ConnectionAsync()
    {
        var connecting = Connect();
        var (connection, _) = connecting.IsCompletedSuccessfully
            ? connecting.Result
            : await FirstAsync(connecting).ConfigureAwait(false);
        // Checked here, because a connection that the application supplied may queue calls for seconds.
        return connection.IsConnected
            ? connection
            : throw Volatile.Read(ref _lastFailure) ?? NotConnected(ConnectionFailureType.UnableToConnect, null);
    }

    private Task<(IConnectionMultiplexer Connection, bool IsOwn)> Connect()
    {
        lock (_lock)
        {
            // A first connection that failed for good (a factory that threw, a name that does not resolve) is tried
            // again, but not at every call.
            if (_connecting is { IsFaulted: true } && time.GetElapsedTime(_connectStarted) >= BetweenConnects)
                _connecting = null;
            if (_connecting is not null)
                return _connecting;
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _connectStarted = time.GetTimestamp();
            return _connecting = Task.Run(ConnectAsync);
        }
    }

    private async Task<(IConnectionMultiplexer Connection, bool IsOwn)> ConnectAsync()
    {
        try
        {
            var (connection, isOwn) = await source.ConnectAsync(_disposed.Token).ConfigureAwait(false);
            connection.ConnectionRestored += OnRestored;
            connection.ConnectionFailed += OnFailed;
            connection.ConfigurationChanged += OnConfigurationChanged;
            if (!connection.IsConnected) await WordAsync(connection).ConfigureAwait(false);
            return (connection, isOwn);
        }
        catch (Exception e) when (!RedisFailure.IsOne(e))
        {
            // An application's factory failed, or a service is missing.
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "The connection could not be made.", e);
        }
    }

    /// <summary>
    /// Finds out why there is no first connection. The failure may have occurred before anybody listened; then the
    /// library reports it with the next call.
    /// </summary>
    private async Task WordAsync(IConnectionMultiplexer connection)
    {
        try
        {
            await connection.GetDatabase().PingAsync().WaitAsync(ReasonTimeout, time).ConfigureAwait(false);
        }
        catch (RedisConnectionException e) when (RedisFailure.KindOf(e) != FailureKind.Unreachable)
        {
            Volatile.Write(ref _lastFailure, e);
            return;
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            // Nothing is known yet.
        }

        await _word.Task.WaitAsync(ReasonTimeout, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<(IConnectionMultiplexer Connection, bool IsOwn)> FirstAsync(
        Task<(IConnectionMultiplexer Connection, bool IsOwn)> connecting)
    {
        try
        {
            return await connecting.WaitAsync(ConnectTimeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw NotConnected(ConnectionFailureType.UnableToConnect, e);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e)
    {
        Volatile.Write(ref _lastFailure, null);
        _word.TrySetResult();
        Restored?.Invoke();
    }

    /// <summary>
    /// Another server is the primary now. It may lack what the previous one had accepted, and if it was connected
    /// before, no connection is restored.
    /// </summary>
    private void OnConfigurationChanged(object? sender, EndPointEventArgs e) => Restored?.Invoke();

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        metrics.ConnectionsLost.Add(1);
        // A refused password also closes the connection: the first error is the reason.
        if (_lastFailure is not { } known || RedisFailure.KindOf(known) == FailureKind.Unreachable)
            Volatile.Write(ref _lastFailure, NotConnected(e.FailureType, e.Exception));
        _word.TrySetResult();
    }

    private static RedisConnectionException NotConnected(ConnectionFailureType type, Exception? e)
    {
        var texts = new List<string> { "There is no connection to Redis." };
        for (var cause = e; cause is not null; cause = cause.InnerException) texts.Add(cause.Message);
        return new RedisConnectionException(type, CommandFlags.None, string.Join(" ", texts), e);
    }
}
