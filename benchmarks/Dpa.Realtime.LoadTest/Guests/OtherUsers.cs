using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Guests;

/// <summary>
/// Those who have nothing to do with the guest: on sockets of their own, and each update is timed and counted to the
/// phase in which it was due.
/// </summary>
internal sealed class OtherUsers : IDisposable
{
    private const int WatchersPerPipeline = 10;

    private readonly List<ClientWebSocket> _sockets = [];
    private volatile Phase[] _phases = [];
    private Task<Task> _readers = Task.FromResult(Task.CompletedTask);

    /// <summary>Ends with the first socket that is lost.</summary>
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
        _readers = Task.WhenAny(reading);
    }

    /// <summary>What is due while the work goes on counts to the recorder.</summary>
    public async Task DuringAsync(LatencyRecorder recorder, Func<Task> work)
    {
        recorder.Measure(0, long.MaxValue);
        var phase = new Phase(recorder, Stopwatch.GetTimestamp());
        _phases = [.. _phases.TakeLast(3), phase]; // late updates of the phases before count to those
        await work();
        phase.End = Stopwatch.GetTimestamp();
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task ReadAsync(ClientWebSocket socket, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        long newest = 0;
        while (
            await socket.ReceiveAsync(buffer.AsMemory(), stop) is { MessageType: not WebSocketMessageType.Close } read)
            newest = Take(buffer.AsSpan(0, read.Count), newest);
    }

    private long Take(ReadOnlySpan<byte> message, long newest)
    {
        while (ChangeStamp.TryRead(ref message, out var stamp))
        {
            if (stamp <= newest)
                continue;
            newest = stamp;
            foreach (var phase in _phases)
                if (stamp >= phase.Start && stamp < phase.End)
                    phase.Recorder.Record(stamp);
        }
        return newest;
    }

    private sealed class Phase(LatencyRecorder recorder, long start)
    {
        private long _end = long.MaxValue;

        public LatencyRecorder Recorder => recorder;

        public long Start => start;

        public long End
        {
            get => Volatile.Read(ref _end);
            set => Volatile.Write(ref _end, value);
        }
    }
}
