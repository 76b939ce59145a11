using Dpa.Realtime.Client;

namespace Dpa.Realtime.Watch.Watching;

/// <summary>
/// Reports when the server cannot be reached: at once where the address is wrong, after a time where nothing answers.
/// A server that was reached once is waited for.
/// </summary>
internal sealed class Reach : IDisposable
{
    private static readonly string[] WrongAddress =
    [
        ProgressErrorCodes.NameNotResolved, ProgressErrorCodes.TlsError, "http_404", ProgressErrorCodes.NotJson,
        "not_a_websocket", ProgressErrorCodes.UnsupportedProtocol,
    ];

    private readonly RealtimeClient _client;
    private readonly TaskCompletionSource<ConnectionSnapshot> _lost = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Timer _timer;
    private volatile bool _wasReached;

    public Reach(RealtimeClient client, TimeSpan limit)
    {
        _client = client;
        client.ConnectionChanged += Changed;
        _timer = new Timer(_ => Evaluate(), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when it is given up.</summary>
    public Task<ConnectionSnapshot> Lost => _lost.Task;

    public void Dispose()
    {
        _client.ConnectionChanged -= Changed;
        _timer.Dispose();
    }

    private void Changed(object? sender, ConnectionSnapshot connection)
    {
        _wasReached |= connection.Status is ConnectionStatus.Live or ConnectionStatus.Streaming;
        if (!_wasReached && WrongAddress.Contains(connection.Reason)) _lost.TrySetResult(connection);
    }

    private void Evaluate()
    {
        if (!_wasReached && _client.Counters.NewestFrameAge is null) _lost.TrySetResult(_client.Connection);
    }
}
