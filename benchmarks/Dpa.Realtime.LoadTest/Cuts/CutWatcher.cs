using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Cuts;

/// <summary>
/// A subscriber whose connection is cut repeatedly, and that reconnects each time as its peer's client would.
/// </summary>
internal sealed class CutWatcher(
    IPeerSession session, int index, LoadTestOptions options, NewestStamps newest, CutRecorder recorder)
{
    private static readonly TimeSpan RetryAfterRefusal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AcknowledgeInterval = TimeSpan.FromSeconds(1);

    private readonly int _pipeline = index % options.Pipelines;
    private readonly Random _random = new(index);
    private readonly List<long> _stamps = [];
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _newest;
    private long _received;
    private long _bytes;
    private long _acknowledged;

    /// <summary>Completed once its first subscription is confirmed.</summary>
    public Task Subscribed => _subscribed.Task;

    /// <summary>Different changes that it received, those sent again later included.</summary>
    public long Received => Volatile.Read(ref _received);

    public long Bytes => Volatile.Read(ref _bytes);

    public bool IsAtTruth => Volatile.Read(ref _newest) == newest.Of(_pipeline);

    /// <param name="schedule">Completed once the measured time is known.</param>
    /// <param name="http">Asks the server for what a connection needs.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(Task<CutSchedule> schedule, HttpClient http, CancellationToken cancellation)
    {
        long cutAt = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var isCut = false;
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true, LingerState = new(true, 0),
            };
            try
            {
                using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                await ServeAsync(socket, cutAt, schedule, http, cut);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                isCut = true;
            }
            catch (Exception e)
                when (e is IOException or SocketException or HttpRequestException
                    && _subscribed.Task.IsCompletedSuccessfully
                    && !cancellation.IsCancellationRequested)
            {
                recorder.CountRefused();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                _subscribed.TrySetException(e);
                throw;
            }
            socket.Close(0);
            if (isCut)
            {
                recorder.CountCut();
                cutAt = Stopwatch.GetTimestamp();
                await Task.Delay((await schedule).Away(_random), cancellation);
            }
            else
            {
                await Task.Delay(RetryAfterRefusal, cancellation);
            }
        }
    }

    /// <summary>One connection, up to its cut.</summary>
    private async Task ServeAsync(
        Socket socket, long cutAt, Task<CutSchedule> schedule, HttpClient http, CancellationTokenSource cut)
    {
        var target = await session.OpenAsync(http, cut.Token);
        await socket.ConnectAsync(IPAddress.Loopback, options.Server.Port, cut.Token);
        await using var stream = new NetworkStream(socket);
        var frames = new FrameReader();
        await stream.WriteAsync(Upgrade.Request(target, options.Server, session.SubProtocol), cut.Token);
        while (!Upgrade.TryReadAnswer(frames))
            await FillAsync(stream, frames, cut.Token);
        var open = Stopwatch.GetTimestamp();
        var goal = newest.Of(_pipeline);
        var isBehind = cutAt != 0;
        var isBack = false;
        foreach (var message in session.Opening())
            await stream.WriteAsync(FrameWriter.Write(FrameWriter.Text, Encoding.UTF8.GetBytes(message)), cut.Token);
        var hasSchedule = false;
        while (true)
        {
            byte[]? pong = null;
            while (frames.TryRead(out var opcode, out var payload))
            {
                if (opcode == 8)
                    throw new IOException(
                        $"the server closed a watcher: {(payload.Length < 2 ? 0 : (payload[0] << 8) | payload[1])}");
                if (opcode == 9)
                    pong = FrameWriter.Write(FrameWriter.Pong, payload);
                else
                    isBack |= Take(payload);
            }
            if (isBack)
                _subscribed.TrySetResult();
            if (isBehind && isBack && _newest >= goal)
            {
                isBehind = false;
                recorder.RecordTruth(cutAt, open);
            }
            if (!hasSchedule && schedule.IsCompletedSuccessfully)
            {
                hasSchedule = true;
                if (schedule.Result.UntilNextCut(index) is { } until)
                    cut.CancelAfter(until);
            }
            if (pong is not null)
                await stream.WriteAsync(pong, cut.Token);
            if (
                isBack
                && Stopwatch.GetElapsedTime(_acknowledged) > AcknowledgeInterval
                && session.Acknowledge() is { } acknowledgement)
            {
                _acknowledged = Stopwatch.GetTimestamp();
                await stream.WriteAsync(
                    FrameWriter.Write(FrameWriter.Text, Encoding.UTF8.GetBytes(acknowledgement)), cut.Token);
            }
            await FillAsync(stream, frames, cut.Token);
        }
    }

    // A full state has changes of before in any order: each counts once.
    private bool Take(ReadOnlySpan<byte> message)
    {
        var isBack = session.Take(message);
        _stamps.Clear();
        while (ChangeStamp.TryRead(ref message, out var stamp))
            if (stamp > _newest && !_stamps.Contains(stamp))
                _stamps.Add(stamp);
        if (_stamps.Count == 0)
            return isBack;
        Volatile.Write(ref _received, _received + _stamps.Count);
        Volatile.Write(ref _newest, _stamps.Max());
        newest.Raise(_pipeline, _newest);
        return isBack;
    }

    private async ValueTask FillAsync(NetworkStream stream, FrameReader frames, CancellationToken cancellation)
    {
        var read = await stream.ReadAsync(frames.Free(), cancellation);
        if (read == 0)
            throw new IOException("the server ended a watcher's connection");
        frames.Filled(read);
        Volatile.Write(ref _bytes, _bytes + read);
    }
}
