using System.Net.WebSockets;
using Microsoft.AspNetCore.TestHost;

namespace Dpa.Realtime.Testing;

/// <summary>The connection of one client to the test server: lets one transport through, and can be cut.</summary>
internal sealed class TestLine(TestServer server, Transport transport) : DelegatingHandler(server.CreateHandler())
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _cut = new();
    private WebSocket? _socket;
    private bool _staysCut;

    public void Cut(bool untilRestored)
    {
        CancellationTokenSource cut;
        WebSocket? socket;
        lock (_lock)
        {
            (cut, _cut) = (_cut, new CancellationTokenSource());
            (socket, _socket) = (_socket, null);
            _staysCut = untilRestored;
        }

        socket?.Abort();
        cut.Cancel();
    }

    public void Restore()
    {
        lock (_lock) _staysCut = false;
    }

    public async ValueTask<WebSocket> OpenSocketAsync(
        Uri address, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        var cut = Line(Transport.WebSocket);
        var client = server.CreateWebSocketClient();
        client.SubProtocols.Add("dpa.realtime.v1");
        client.ConfigureRequest = request =>
        {
            foreach (var (name, value) in headers) request.Headers[name] = value;
        };
        var socket = await client.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        lock (_lock) _socket = socket;
        if (!cut.IsCancellationRequested) return socket;
        socket.Abort();
        throw new WebSocketException("A test cut the line.");
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isStream = request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal);
        var cut = Line(
            isStream ? Transport.ServerSentEvents
            : transport == Transport.LongPoll ? Transport.LongPoll
            : Transport.Poll);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cut, cancellationToken);
        try
        {
            var answer = await base.SendAsync(request, either.Token).ConfigureAwait(false);
            if (!isStream)
                return answer;
            var body = new StreamContent(
                new CutStream(await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false), cut));
            foreach (var header in answer.Content.Headers)
                body.Headers.TryAddWithoutValidation(header.Key, header.Value);
            answer.Content = body;
            return answer;
        }
        catch (OperationCanceledException e) when (cut.IsCancellationRequested)
        {
            throw new HttpRequestException("A test cut the line.", e);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _cut.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The current connection, for a transport that it lets through.</summary>
    private CancellationToken Line(Transport asked)
    {
        lock (_lock)
        {
            if (_staysCut)
                throw new HttpRequestException("A test cut the line.");
            return asked == transport
                ? _cut.Token
                : throw new HttpRequestException($"This connection is for {transport} only.");
        }
    }
}
