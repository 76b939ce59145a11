using System.Net.WebSockets;
using Dpa.Realtime.Client;
using Microsoft.AspNetCore.TestHost;

namespace Dpa.Realtime.Testing;

/// <summary>
/// One client that watches one pipeline of a <see cref="TestServer"/> over one transport, and whose connection can be
/// cut. It reconnects as the .NET client does, but at once, and never by another transport.
/// </summary>
public sealed class TestConnection : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly StateLog<Client.PipelineState> _states =
        new(static s => $"{s.Position.Version}: {s.Status} {s.OverallProgress} %");
    private readonly StateLog<string> _opened = new(static s => s);
    private readonly CancellationTokenSource _stop = new();
    private readonly TestLine _line;
    private readonly string _pipelineId;
    private readonly RealtimeClient? _client;
    private readonly Task _reading;

    internal TestConnection(
        TestServer server, Transport transport, string pipelineId, string user, Action<RealtimeClientOptions>? configure
    )
    {
        (Transport, _pipelineId) = (transport, pipelineId);
        var options = new RealtimeClientOptions
        {
            Address = server.BaseAddress, UserId = user, BackoffBase = Soon, BackoffCap = Soon, PollInterval = Soon,
            Attempts = transport == Transport.WebSocket ? 1000 : 1,
            ProbeInterval = transport == Transport.ServerSentEvents ? Soon : Never,
        };
        options.Headers["X-USER-ID"] = user;
        configure?.Invoke(options);
        _line = new TestLine(server, transport);
        options.Http = new HttpMessageInvoker(_line);
        options.SocketFactory = _line.OpenSocketAsync;
        if (transport == Transport.LongPoll)
        {
            _reading = ReadAsync(
                new LongPolling(options, pipelineId, () => _opened.Add("open")).ReadAsync(_stop.Token));
            return;
        }

        _client = new RealtimeClient(options);
        var before = ConnectionStatus.Closed;
        _client.ConnectionChanged += (_, now) => // also raised for a new latency
        {
            if (now.Status != before)
                _opened.Add(now.Status == StatusOf(transport) ? "open" : $"{now.Status} {now.Reason}");
            before = now.Status;
        };
        _reading = ReadAsync(_client.WatchAsync(pipelineId, new WatchOptions { Wait = true }, _stop.Token));
    }

    /// <summary>The transport by which it watches.</summary>
    public Transport Transport { get; }

    /// <summary>The states that it received, in order.</summary>
    public IReadOnlyList<Client.PipelineState> States => _states.Seen;

    /// <summary>How often it was open, the first time included.</summary>
    public int Opened => _opened.Seen.Count(static s => s == "open");

    /// <summary>
    /// Cuts the connection: what is open fails. Optionally nothing opens until <see cref="Restore"/>.
    /// </summary>
    /// <param name="untilRestored">Whether the connection stays cut. Default: false, the client may reconnect at
    /// once.</param>
    public void Cut(bool untilRestored = false) => _line.Cut(untilRestored);

    /// <summary>Restores a connection that was to stay cut.</summary>
    public void Restore() => _line.Restore();

    /// <summary>Waits for a state, which may have arrived already.</summary>
    /// <param name="wanted">Whether a state is the wanted one.</param>
    /// <param name="within">How long. Default: 30 s.</param>
    /// <returns>The first such state.</returns>
    /// <exception cref="TimeoutException">It did not arrive; the message contains the newest states.</exception>
    public Task<Client.PipelineState> UntilAsync(Func<Client.PipelineState, bool> wanted, TimeSpan? within = null) =>
        _states.UntilAsync(wanted, within, $"The state of '{_pipelineId}' by {Transport} that was waited for");

    /// <summary>Waits for the pipeline's end: completed, failed or cancelled.</summary>
    /// <param name="within">How long. Default: 30 s.</param>
    /// <returns>The first ended state.</returns>
    /// <exception cref="TimeoutException">It did not arrive; the message contains the newest states.</exception>
    public Task<Client.PipelineState> EndAsync(TimeSpan? within = null) =>
        _states.UntilAsync(static s => s.IsEnded, within, $"The end of '{_pipelineId}' by {Transport}");

    /// <summary>Closes it.</summary>
    /// <returns>A task for the disposal.</returns>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_client is not null) await _client.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _line.Dispose();
        _stop.Dispose();
    }

    internal Task OpenedAsync() => _opened.UntilAsync(static s => s == "open", null, $"The connection by {Transport}");

    private async Task ReadAsync(IAsyncEnumerable<Client.PipelineState> states)
    {
        try
        {
            await foreach (var state in states.ConfigureAwait(false)) _states.Add(state);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _states.Fail(e);
            _opened.Fail(e);
        }
    }

    private static ConnectionStatus StatusOf(Transport transport) => transport switch
    {
        Transport.WebSocket => ConnectionStatus.Live,
        Transport.ServerSentEvents => ConnectionStatus.Streaming,
        _ => ConnectionStatus.Polling,
    };
}
