using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>
/// Those who have nothing to do with the guest, on each transport: each update is timed and counted to the phase in
/// which it was due; of polls the time from a request to its answer.
/// </summary>
internal sealed class OtherUsers : IDisposable
{
    private const int WatchersPerPipeline = 10;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<HttpClient> _clients = [];
    private readonly List<ClientWebSocket> _sockets = [];
    private volatile Phase[] _phases = [];
    private Task<Task> _readers = Task.FromResult(Task.CompletedTask);

    /// <summary>The ways in which they follow.</summary>
    public static IReadOnlyList<string> Transports { get; } = ["socket", "stream", "long poll", "poll"];

    /// <summary>Ends with the first socket, or other way, that is lost.</summary>
    public Task Lost => _readers;

    public async Task ConnectAsync(Uri server, CancellationToken stop)
    {
        var reading = new List<Task>();
        for (var i = 0; i < GuestServer.Pipelines * WatchersPerPipeline; i++)
        {
            var pipeline = i % GuestServer.Pipelines;
            var socket = new ClientWebSocket();
            _sockets.Add(socket);
            socket.Options.AddSubProtocol("dpa.realtime.v1");
            await socket.ConnectAsync(
                new UriBuilder(server) { Scheme = "ws", Path = $"/api/v1/ws/user-{pipeline}" }.Uri,
                stop
            );
            var subscribe = Encoding.UTF8.GetBytes(
                $$"""{"type":"subscribe_pipeline","pipeline_id":"load-{{pipeline}}"}"""
            );
            await socket.SendAsync(subscribe, WebSocketMessageType.Text, true, stop);
            reading.Add(ReadAsync(socket, stop));
        }
        for (var pipeline = 0; pipeline < GuestServer.Pipelines; pipeline++)
        {
            var http = new HttpClient { BaseAddress = server };
            http.DefaultRequestHeaders.Add("X-USER-ID", $"user-{pipeline}");
            _clients.Add(http);
            reading.Add(StreamAsync(http, $"/api/v1/pipelines/events?ids=load-{pipeline}", stop));
            reading.Add(PollAsync(http, $"/api/v1/pipelines/load-{pipeline}/progress?wait=20", 2, stop));
            reading.Add(PollAsync(http, $"/api/v1/pipelines/load-{pipeline}/progress", 3, stop));
        }
        _readers = Task.WhenAny(reading);
    }

    /// <summary>What is due while the work goes on counts to the recorders, one for each transport.</summary>
    public async Task DuringAsync(LatencyRecorder[] recorders, Func<Task> work)
    {
        foreach (var recorder in recorders) recorder.Measure(0, long.MaxValue);
        var phase = new Phase(recorders, Stopwatch.GetTimestamp());
        _phases = [.. _phases.TakeLast(3), phase]; // late updates of the phases before count to those
        await work();
        phase.End = Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task StreamAsync(HttpClient http, string address, CancellationToken stop)
    {
        await using var events = await http.GetStreamAsync(new Uri(address, UriKind.Relative), stop);
        var buffer = new byte[64 * 1024];
        long newest = 0;
        while (await events.ReadAsync(buffer, stop) is > 0 and var read)
            newest = Take(buffer.AsSpan(0, read), newest, 1);
    }

    /// <summary>A held one is asked again at once, with what it has; another one after a while.</summary>
    private async Task PollAsync(HttpClient http, string address, int transport, CancellationToken stop)
    {
        System.Net.Http.Headers.EntityTagHeaderValue? position = null;
        for (long newest = 0; ;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
            var isHeld = transport == 2;
            if (isHeld && position is not null) request.Headers.IfNoneMatch.Add(position);
            var began = Stopwatch.GetTimestamp();
            using var answer = await http.SendAsync(request, stop);
            if (!answer.IsSuccessStatusCode && answer.StatusCode != System.Net.HttpStatusCode.NotModified) return;
            position = answer.Headers.ETag ?? position;
            var body = await answer.Content.ReadAsByteArrayAsync(stop);
            if (isHeld)
                newest = Take(body, newest, transport);
            else
            {
                Record(began, transport);
                await Task.Delay(PollInterval, stop);
            }
        }
    }

    private async Task ReadAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        long newest = 0;
        while (
            await socket.ReceiveAsync(buffer.AsMemory(), stop) is { MessageType: not WebSocketMessageType.Close } read)
            newest = Take(buffer.AsSpan(0, read.Count), newest, 0);
    }

    private long Take(ReadOnlySpan<byte> message, long newest, int transport)
    {
        while (ChangeStamp.TryRead(ref message, out var stamp))
        {
            if (stamp <= newest)
                continue;
            newest = stamp;
            Record(stamp, transport);
        }
        return newest;
    }

    private void Record(long stamp, int transport)
    {
        foreach (var phase in _phases)
            if (stamp >= phase.Start && stamp < phase.End)
                phase.Recorders[transport].Record(stamp);
    }

    private sealed class Phase(LatencyRecorder[] recorders, long start)
    {
        private long _end = long.MaxValue;

        public LatencyRecorder[] Recorders => recorders;

        public long Start => start;

        public long End
        {
            get => Volatile.Read(ref _end);
            set => Volatile.Write(ref _end, value);
        }
    }
}
