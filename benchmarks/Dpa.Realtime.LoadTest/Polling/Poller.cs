using System.Net;
using System.Net.Http.Headers;
using Dpa.Realtime.LoadTest.Load;
using Dpa.Realtime.LoadTest.Peers;

namespace Dpa.Realtime.LoadTest.Polling;

/// <summary>
/// Asks for one pipeline every two seconds on one connection that is kept, with what it holds as <c>If-None-Match</c>:
/// polling as it is done well, without the headers that a browser adds.
/// </summary>
internal sealed class Poller : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly string _path;
    private readonly LatencyRecorder _recorder;
    private EntityTagHeaderValue? _held;
    private long _newest;
    private long _received;
    private long _sent;

    public Poller(Uri server, int pipeline, LatencyRecorder recorder)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            PlaintextStreamFilter = (context, _) => new(new CountingStream(context.PlaintextStream, Count)),
        };
        _http = new HttpClient(handler) { BaseAddress = server };
        _http.DefaultRequestHeaders.Add("X-USER-ID", DpaPeer.User(pipeline));
        (_path, _recorder) = ($"/api/v1/pipelines/{DpaPeer.Id(pipeline)}/progress", recorder);
    }

    public long Received => Interlocked.Read(ref _received);

    public long Sent => Interlocked.Read(ref _sent);

    /// <param name="offset">So that not all ask at the same moment.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(TimeSpan offset, CancellationToken cancellation)
    {
        await Task.Delay(offset, cancellation);
        using var tick = new PeriodicTimer(Interval);
        do await AskAsync(cancellation);
        while (await tick.WaitForNextTickAsync(cancellation));
    }

    public async Task AskAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _path);
        if (_held is not null) request.Headers.IfNoneMatch.Add(_held);
        using var answer = await _http.SendAsync(request, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotModified) return;
        answer.EnsureSuccessStatusCode();
        _held = answer.Headers.ETag;
        Take(await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => _http.Dispose();

    private void Take(ReadOnlySpan<byte> state)
    {
        while (ChangeStamp.TryRead(ref state, out var stamp))
        {
            if (stamp <= _newest) continue;
            _newest = stamp;
            _recorder.Record(stamp);
        }
    }

    private void Count(long received, long sent)
    {
        Interlocked.Add(ref _received, received);
        Interlocked.Add(ref _sent, sent);
    }
}
