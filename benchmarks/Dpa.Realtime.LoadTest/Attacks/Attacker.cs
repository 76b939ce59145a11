using System.Diagnostics;
using System.Net.WebSockets;

namespace Dpa.Realtime.LoadTest.Attacks;

/// <summary>
/// One user with ten connections, which does one thing as fast as it is let, and reads everything that comes.
/// </summary>
internal sealed class Attacker(Uri server, string attack, TimeSpan duration)
{
    private const int Connections = 10;
    private const int HeldAtOnce = 40;

    private readonly byte[] _ignored = new byte[64 * 1024]; // all read into it, nobody reads from it
    private long _connections;
    private long _refused;
    private long _messages;
    private long _sent;
    private long _received;

    public async Task<AttackerReport> RunAsync()
    {
        // on a core of its own it would begin with one, which the first that sends keeps
        ThreadPool.SetMinThreads(4 * Connections, 4 * Connections);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoopAsync(clock))));
        return new(clock.Elapsed.TotalSeconds, _connections, _refused, _messages, _sent, _received);
    }

    private async Task LoopAsync(Stopwatch clock)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Add("X-USER-ID", AttackKinds.UserOf(attack));
        while (clock.Elapsed < duration)
        {
            using var limit = new CancellationTokenSource(duration - clock.Elapsed + TimeSpan.FromMilliseconds(500));
            try
            {
                Interlocked.Increment(ref _connections);
                if (attack == AttackKinds.Holding)
                    await HoldAsync(http, limit.Token);
                else if (AttackKinds.Requests.TryGetValue(attack, out var request))
                    await RequestAsync(http, request, limit.Token);
                else
                    await ConnectionAsync(clock, AttackKinds.Messages.GetValueOrDefault(attack), limit.Token);
            }
            catch (Exception e)
                when (e
                        is WebSocketException
                            or HttpRequestException
                            or OperationCanceledException
                            or ObjectDisposedException
                            or IOException)
            {
                if (!limit.IsCancellationRequested)
                    Interlocked.Increment(ref _refused);
            }
        }
    }

    /// <summary>More than a user may have held, all connections together.</summary>
    private async Task HoldAsync(HttpClient http, CancellationToken cancellation)
    {
        var address = $"/api/v1/pipelines/{AttackKinds.Held(attack).First()}/progress";
        using var first = await http.GetAsync(new Uri(address, UriKind.Relative), cancellation);
        Interlocked.Add(ref _received, first.Content.Headers.ContentLength ?? 0);
        if (first.Headers.ETag is not { } position)
        {
            Interlocked.Increment(ref _refused);
            return;
        }
        await Task.WhenAll(
            Enumerable.Range(0, HeldAtOnce).Select(async _ =>
            {
                using var message = new HttpRequestMessage(
                    HttpMethod.Get, new Uri($"{address}?wait=20", UriKind.Relative));
                message.Headers.IfNoneMatch.Add(position);
                Interlocked.Increment(ref _messages);
                Interlocked.Add(ref _sent, 1); // a head, which is not counted otherwise
                using var answer = await http.SendAsync(message, cancellation);
                if (!answer.IsSuccessStatusCode)
                    Interlocked.Increment(ref _refused);
            }));
    }

    private async Task RequestAsync(
        HttpClient http, (string Address, byte[]? Body) request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(
            request.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(request.Address, UriKind.Relative));
        if (request.Body is not null)
            message.Content = new ByteArrayContent(request.Body);
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Interlocked.Add(ref _sent, request.Body?.Length ?? 1); // a head alone counts as one
        if (!answer.IsSuccessStatusCode)
            Interlocked.Increment(ref _refused);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        while (await body.ReadAsync(_ignored, cancellation) is > 0 and var read)
            Interlocked.Add(ref _received, read);
    }

    private async Task ConnectionAsync(Stopwatch clock, byte[]? message, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(server) { Scheme = "ws", Path = $"/api/v1/ws/{AttackKinds.UserOf(attack)}" }.Uri,
            cancellation);
        if (message is null)
        {
            socket.Abort();
            return;
        }
        var reading = ReadAsync(socket, cancellation);
        while (clock.Elapsed < duration && !reading.IsCompleted)
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, true, cancellation);
            Interlocked.Increment(ref _messages);
            Interlocked.Add(ref _sent, message.Length);
        }
        if (clock.Elapsed < duration)
            Interlocked.Increment(ref _refused);
        socket.Abort();
        await reading;
    }

    private async Task ReadAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        try
        {
            while (
                await socket.ReceiveAsync(_ignored, cancellation)
                    is { MessageType: not WebSocketMessageType.Close } read)
                Interlocked.Add(ref _received, read.Count);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The end of it.
        }
    }
}
