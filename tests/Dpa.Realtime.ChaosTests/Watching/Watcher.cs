using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dpa.Realtime.ChaosTests.Watching;

/// <summary>
/// A client as docs/protocol.md describes it, over a real WebSocket and without any of the library's code: it follows
/// pipelines, heals, and goes to the next node when one fails it.
/// </summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, WatchedPipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly WatcherOptions _options;
    private readonly Random _random;
    private readonly Task _running;
    private ClientWebSocket? _socket;
    private int _next;
    private int _connections;

    public Watcher(WatcherOptions options)
    {
        (_options, _random, _next) = (options, new Random(options.Seed), options.First);
        _running = RunAsync(_stopped.Token);
    }

    public string Name => _options.Name;

    public IReadOnlyDictionary<string, WatchedPipeline> Pipelines => _pipelines;

    /// <summary>How often it was connected.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Timestamps (<see cref="TimeProvider.GetTimestamp"/>) of its connections.</summary>
    public ConcurrentQueue<long> ConnectedAt { get; } = new();

    /// <summary>The most attempts in a row that failed; a client library tells its user after five.</summary>
    public int MostFailures { get; private set; }

    /// <summary>How its connections ended: a close code, or 1006 where none was said.</summary>
    public ConcurrentQueue<int> Ends { get; } = new();

    /// <summary>Errors of the server that are not about the backplane being away.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public async Task WatchAsync(IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
            _pipelines.TryAdd(id, new WatchedPipeline(id, _options.WantsStages));
        if (_socket is { State: WebSocketState.Open } socket)
            await SubscribeAsync(socket, [.. ids.Select(id => _pipelines[id])]);
    }

    /// <summary>Ends the connection, as a page does that is left.</summary>
    public void Drop() => _socket?.Abort();

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _running;
        _sending.Dispose();
        _stopped.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested; MostFailures = Math.Max(MostFailures, failures))
        {
            using var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol("dpa.realtime.v1");
            var pause = _random.Next(50, 250);
            try
            {
                await socket.ConnectAsync(
                    new Uri(_options.Nodes[_next % _options.Nodes.Count], $"/api/v1/ws/{_options.UserId}"), stop);
                Interlocked.Increment(ref _connections);
                ConnectedAt.Enqueue(TimeProvider.System.GetTimestamp());
                failures = 0;
                pause = await FollowAsync(socket, stop) ?? pause;
                Ends.Enqueue((int?)socket.CloseStatus ?? 1006);
            }
            catch (Exception e)
                // the last where it was dropped meanwhile
                when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
            {
                if (_socket == socket) Ends.Enqueue((int?)socket.CloseStatus ?? 1006);
                else failures++;
            }

            _socket = null;
            _next++;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), TimeProvider.System, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Until the connection ends; how long the server asked to wait.</summary>
    private async Task<int?> FollowAsync(ClientWebSocket socket, CancellationToken stop)
    {
        int? afterMs = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var healing = HealAsync(socket, over.Token);
        try
        {
            var buffer = new byte[8 * 1024];
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult received;
                do
                {
                    received = await socket
                        .ReceiveAsync(buffer.AsMemory(length), over.Token)
                        .AsTask()
                        .WaitAsync(_options.SilenceLimit, over.Token);
                    length += received.Count;
                    if (length == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(
                        socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, over.Token);
                    return afterMs;
                }

                var frame = JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
                if ((string?)frame["type"] == "reconnect") afterMs = (int)frame["after_ms"]!;
                await OnFrameAsync(socket, frame);
            }
        }
        catch (TimeoutException)
        {
            socket.Abort(); // silent for too long
            return null;
        }
        finally
        {
            await over.CancelAsync();
            await healing;
        }
    }

    private async Task OnFrameAsync(ClientWebSocket socket, JsonObject frame)
    {
        switch ((string?)frame["type"])
        {
            case "connection":
                _socket = socket;
                if (!_pipelines.IsEmpty) await SubscribeAsync(socket, [.. _pipelines.Values]);
                break;
            case "pipeline_progress"
            or "pipeline_update"
            or "progress"
            or "stage_update"
            or "subscription_confirmed" when _pipelines.TryGetValue((string)frame["pipeline_id"]!, out var pipeline):
                pipeline.Apply(frame);
                break;
            case "ping":
                foreach (var (id, position) in frame["marks"]?.AsObject() ?? [])
                    if (
                        _pipelines.TryGetValue(id, out var marked)
                        && PipelinePosition.TryParse((string)position!, out var sent))
                        marked.Mark(sent);
                await SendAsync(
                    socket, new JsonObject { ["type"] = "pong", ["timestamp"] = frame["timestamp"]?.DeepClone() });
                break;
            case "error":
                if (
                    (string?)frame["pipeline_id"] is { } refused
                    && _pipelines.TryGetValue(refused, out var again)
                    && (string?)frame["code"] == "backplane_unavailable")
                    again.Refuse();
                else
                    Errors.Enqueue(frame.ToJsonString());
                break;
            case "unsubscription_confirmed":
                Errors.Enqueue(frame.ToJsonString());
                break;
            default:
                break;
        }
    }

    private async Task HealAsync(ClientWebSocket socket, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.HealCheck, TimeProvider.System, stop);
                foreach (var pipeline in _pipelines.Values)
                    if (pipeline.TryHeal(TimeProvider.System.GetTimestamp(), out var since))
                        await SendAsync(socket, Subscription([(pipeline.Id, since)]));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // The connection is over; the reader says so.
        }
    }

    private Task SubscribeAsync(ClientWebSocket socket, IReadOnlyList<WatchedPipeline> pipelines)
    {
        var now = TimeProvider.System.GetTimestamp();
        return SendAsync(socket, Subscription([.. pipelines.Select(p => (p.Id, p.Ask(now)))]));
    }

    private JsonObject Subscription(IReadOnlyList<(string Id, PipelinePosition? Since)> wanted)
    {
        var positions = new JsonObject();
        foreach (var (id, since) in wanted)
            positions[id] = since is { } held
                ? new JsonObject { ["epoch"] = held.Epoch, ["version"] = held.Version }
                : null;
        var message = new JsonObject
        {
            ["type"] = "subscribe_pipeline",
            ["pipeline_ids"] = new JsonArray([.. wanted.Select(w => (JsonNode)w.Id)]),
            ["positions"] = positions,
            ["detail"] = _options.WantsStages ? "stages" : "pipeline",
            ["wait"] = true,
        };
        if (_options.MaxHz is { } hz) message["max_hz"] = hz;
        return message;
    }

    private async Task SendAsync(ClientWebSocket socket, JsonObject message)
    {
        await _sending.WaitAsync(_stopped.Token);
        try
        {
            await socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, _stopped.Token);
        }
        finally
        {
            _sending.Release();
        }
    }
}
