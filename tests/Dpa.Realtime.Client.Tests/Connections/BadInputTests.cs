using System.Net;
using System.Net.Sockets;
using System.Text;
using static Dpa.Realtime.Client.Tests.Fakes.FakeServer;

namespace Dpa.Realtime.Client.Tests.Connections;

/// <summary>What is no Dpa.Realtime server, or a newer one: a clear word or nothing, never a tight loop.</summary>
public sealed class BadInputTests
{
    private readonly FakeServer _server = new();

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"from_the_future\",\"pipeline_id\":\"p\"}")]
    [InlineData("{\"type\":\"pipeline_progress\",\"pipeline_id\":\"p\"}")]
    [InlineData("{\"type\":\"stage_update\",\"pipeline_id\":\"p\",\"epoch\":\"e\",\"version\":1.5}")]
    [InlineData(
        "{\"type\":\"pipeline_progress\",\"pipeline_id\":\"p\",\"epoch\":\"e\",\"version\":1,\"transition\":0,\"status\":\"dancing\"}"
    )]
    [InlineData("{\"type\":\"ping\",\"marks\":{\"p\":\"\\ud800:1\"}}")]
    public async Task Frame_ThatCannotBeRead_IsPassedOver(string text)
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        _server.Socket.PushText(text);
        _server.Socket.Push(Frames.Full());
        await UntilAsync(() => watching.Newest is not null);

        Assert.Equal(1, client.Counters.Ignored);
        Assert.Equal(ConnectionStatus.Live, client.Connection.Status);
    }

    [Fact]
    public async Task Field_ThatIsNotKnown_IsPassedOver()
    {
        await using var client = await _server.LiveAsync();
        await using var watching = Watching.Start(client);
        await UntilAsync(() => _server.Socket.SaidOf("subscribe_pipeline").Any());
        var frame = Frames.Full(progress: 44);
        frame["from_the_future"] = new System.Text.Json.Nodes.JsonObject { ["a"] = 1 };
        frame["stages"]![0]!["mood"] = "good";
        _server.Socket.Push(frame);
        await UntilAsync(() => watching.Newest?.OverallProgress == 44);
    }

    [Fact]
    public async Task Protocol_ThatIsNewer_IsToldAndNotTriedAgain()
    {
        await using var client = _server.Client();
        await using var watching = Watching.Start(client);
        await UntilAsync(() => _server.Sockets.Count == 1);
        _server.Socket.Greet(protocol: 2);

        var told = await Assert.ThrowsAsync<RealtimeException>(() => watching.EndAsync());

        Assert.Equal("unsupported_protocol", told.Code);
        Assert.Contains("Update the package", told.Message, StringComparison.Ordinal);
        _server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Single(_server.Sockets);
    }

    [Fact]
    public async Task Provider_ThatThrows_IsAFailedAttempt()
    {
        await using var client = _server.Client(o =>
            o.AccessTokenProvider = (_, _) => throw new InvalidOperationException("secret"));
        client.Start();
        await UntilAsync(() => client.Connection.Attempt == 1);

        Assert.Equal("not_dialled", client.Connection.Reason);
        Assert.DoesNotContain("secret", client.Connection.Message!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello", "http_200")]
    [InlineData("http", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "http_404")]
    [InlineData(
        "http", "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>Denied", "http_403")]
    [InlineData("http", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "http_403")]
    [InlineData("http", "SSH-2.0-OpenSSH_9.6\r\n", "unreachable")]
    [InlineData(
        "http",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
            + "nonsense\r\n\r\n",
        "unreachable")]
    [InlineData("https", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "tls_error")]
    public async Task Server_ThatIsAnother_IsNamedInWordsAndBackedOff(string scheme, string answer, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, Dpa.Realtime.Faults.FreePorts.Next());
        listener.Start();
        var answering = AnswerAsync(listener, answer);
        await using (
            var client = new RealtimeClient(
                new RealtimeClientOptions
                {
                    Address = new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"),
                    UserId = "user-1",
                    Jitter = () => 0.999,
                }))
        {
            client.Start();
            await UntilAsync(() => client.Connection.Attempt >= 1);
            Assert.Equal(reason, client.Connection.Reason);
            Assert.Contains("127.0.0.1", client.Connection.Message!, StringComparison.Ordinal);
        }

        listener.Stop();
        Assert.InRange(await answering, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forbidden_InTheProtocolsWords_IsMetWithANewTokenOnceThenTold(bool withHttpClient)
    {
        using var listener = new TcpListener(IPAddress.Loopback, Dpa.Realtime.Faults.FreePorts.Next());
        listener.Start();
        var answering = AnswerAsync(
            listener,
            "HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\nContent-Length: 20\r\nConnection: "
                + "close\r\n\r\n{\"code\":\"forbidden\"}"
        );
        var renewals = new List<bool>();
        using var http = new HttpClient();
        var options = new RealtimeClientOptions
        {
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"),
            UserId = "user-1",
            Http = withHttpClient ? http : null,
            AccessTokenProvider = (renew, _) =>
            {
                lock (renewals) renewals.Add(renew);
                return new("token");
            },
        };
        await using (var client = new RealtimeClient(options))
        {
            client.Start();
            await UntilAsync(() => client.Connection is { Status: ConnectionStatus.Closed, Reason: "forbidden" });
        }

        listener.Stop();
        Assert.Equal(2, await answering);
        Assert.Equal([false, true], renewals);
    }

    private static async Task<int> AnswerAsync(TcpListener listener, string answer)
    {
        var connections = 0;
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                connections++;
                var buffer = new byte[4096];
                await socket.ReceiveAsync(buffer);
                await socket.SendAsync(Encoding.ASCII.GetBytes(answer));
                socket.Shutdown(SocketShutdown.Send);
                while (await socket.ReceiveAsync(buffer) > 0)
                {
                    // Unread bytes at the end would turn it into a reset.
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            return connections;
        }
    }
}
