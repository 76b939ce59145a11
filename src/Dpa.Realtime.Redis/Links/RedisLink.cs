using Dpa.Realtime.Redis.Diagnostics;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Every call to the server goes through here: it is measured, never waits for a server that is away, and fails as a
/// retryable <c>backplane_unavailable</c>.
/// </summary>
internal sealed class RedisLink(ConnectionSource source, FailureLog failures, RedisMetrics metrics, TimeProvider time)
    : IAsyncDisposable,
        IDisposable
{
    // for the first connection: its own time limit, and a word about why it failed
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WordPatience = TimeSpan.FromSeconds(1);
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
    /// A connection, of whatever kind, was made again: what was subscribed may have missed messages. Raised on the
    /// library's threads.
    /// </summary>
    public event Action? Restored;

    /// <summary>
    /// A call was answered, after others had failed and while no connection was made again. Raised at most every 100
    /// ms, on the caller's thread. Whether all is well is for the recovery to find out: a full server still answers
    /// reads.
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
            if (failures.IsAway) MayBeBack();
            return answer;
        }
        catch (Exception e) when (RedisFailure.IsOne(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>
    /// Fails where a server is too old: better at once and with the reason than later with a command that it does not
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

    /// <summary>The recovery found all well.</summary>
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
    /// <returns>What the caller is to throw.</returns>
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

    /// <returns>The connection where it is to be disposed of.</returns>
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
    /// What is still being made is disposed of when it is there: left alone it would connect again and again.
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
        // Asked here, because a connection that the application gave may be one that queues calls for seconds.
        return connection.IsConnected
            ? connection
            : throw Volatile.Read(ref _lastFailure) ?? NotConnected(ConnectionFailureType.UnableToConnect, null);
    }

    private Task<(IConnectionMultiplexer Connection, bool IsOwn)> Connect()
    {
        lock (_lock)
        {
            // A first connection that failed for good (a factory that threw, a name that does not resolve) is tried
            // again, not at every call.
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
            // An application's factory, or a service that is not there.
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "The connection could not be made.", e);
        }
    }

    /// <summary>
    /// Why there is no first connection: its failure may have been before anybody listened, and then the library says
    /// it with the next call.
    /// </summary>
    private async Task WordAsync(IConnectionMultiplexer connection)
    {
        try
        {
            await connection.GetDatabase().PingAsync().WaitAsync(WordPatience, time).ConfigureAwait(false);
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

        await _word.Task.WaitAsync(WordPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<(IConnectionMultiplexer Connection, bool IsOwn)> FirstAsync(
        Task<(IConnectionMultiplexer Connection, bool IsOwn)> connecting)
    {
        try
        {
            return await connecting.WaitAsync(Patience, time).ConfigureAwait(false);
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
    /// Another server is the primary now: it may lack what the one before had accepted, and where it was connected
    /// before no connection is made again.
    /// </summary>
    private void OnConfigurationChanged(object? sender, EndPointEventArgs e) => Restored?.Invoke();

    private void OnFailed(object? sender, ConnectionFailedEventArgs e)
    {
        metrics.ConnectionsLost.Add(1);
        // A refused password also closes the connection: the first word is the reason.
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
