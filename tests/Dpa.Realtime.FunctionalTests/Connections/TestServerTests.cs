using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.FunctionalTests.Connections;

/// <summary>
/// An application's own tests, in which ASP.NET Core's TestServer stands in for Kestrel: there is no socket underneath,
/// and no upgrade.
/// </summary>
public sealed class TestServerTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private TestServer _server = null!;
    private PipelineRun _run = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore();
        builder.Services.AddDpaRealtime(o =>
        {
            o.HeartbeatInterval = TimeSpan.FromSeconds(1);
            o.MaxMessageBytes = 8192;
        });
        _app = builder.Build();
        _app.UseRouting();
        _app.MapDpaWebSocket();
        _app.MapDpaProgress();
        await _app.StartAsync(Ct);
        _server = _app.GetTestServer();
        _run = await _app
            .Services.GetRequiredService<IProgressNotifier>()
            .StartAsync(new PipelineStart("p", "user-1") { Stages = [new("s")] }, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Socket_GetsStatesChangesAndPingsAndIsClosedByItsClient()
    {
        using var socket = await ConnectAsync();
        Assert.Equal("dpa.realtime.v1", socket.SubProtocol);
        await SendAsync(socket, """{"type":"subscribe_pipeline","pipeline_id":"p"}""");
        await UntilAsync(socket, "subscription_confirmed");

        await _run.WarnAsync("seen", Ct);
        Assert.Equal("seen", (string?)(await UntilAsync(socket, "pipeline_progress"))["message"]);
        for (var i = 0; i < 3; i++) await UntilAsync(socket, "ping"); // none is taken for unanswered

        using var limit = new Wait("the close");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task Socket_MessageOfManyReads_IsRead()
    {
        using var socket = await ConnectAsync();
        await SendAsync(socket, $$"""{"type":"ping","timestamp":"t","padding":"{{new string('x', 8000)}}"}""");

        Assert.Equal("t", (string?)(await UntilAsync(socket, "pong"))["timestamp"]);
    }

    [Theory]
    [InlineData(WebSocketMessageType.Binary, 10, 1003)]
    [InlineData(WebSocketMessageType.Text, 9000, 1009)]
    public async Task Socket_WrongMessages_AreClosedWithTheirCode(WebSocketMessageType type, int length, int code)
    {
        using var socket = await ConnectAsync();
        using var limit = new Wait("the close");
        await socket.SendAsync(new byte[length], type, true, limit.Token);

        Assert.Equal(code, await CloseOfAsync(socket));
    }

    [Fact]
    public async Task Socket_ThatSendsNoUtf8_IsClosedWith1007()
    {
        using var socket = await ConnectAsync();
        using var limit = new Wait("the close");
        await socket.SendAsync(new byte[] { 0xC0, 0x80 }, WebSocketMessageType.Text, true, limit.Token);

        Assert.Equal(1007, await CloseOfAsync(socket));
    }

    [Fact]
    public async Task Stop_SaysReconnectAnd1012()
    {
        using var socket = await ConnectAsync();
        await UntilAsync(socket, "connection");

        var stopping = _app.StopAsync(Ct);
        await UntilAsync(socket, "reconnect");

        Assert.Equal(1012, await CloseOfAsync(socket));
        await stopping;
    }

    [Fact]
    public async Task CloseUser_ClosesWith4401()
    {
        using var socket = await ConnectAsync();
        await UntilAsync(socket, "connection");

        await _app.Services.GetRequiredService<IConnectionCloser>().CloseUserAsync("user-1", "signed out", Ct);

        Assert.Equal(4401, await CloseOfAsync(socket));
        Assert.Equal("signed out", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task StreamAndPoll_AreServed()
    {
        using var http = _server.CreateClient();
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");

        var polled = await http.GetFromJsonAsync<JsonObject>(
            new Uri("/api/v1/pipelines/p/progress", UriKind.Relative), Ct);
        using var stream = await http.GetAsync(
            new Uri("/api/v1/pipelines/events?ids=p", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Ct);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Ct));
        using var limit = new Wait("the state");
        while (await reader.ReadLineAsync(limit.Token) is { } line)
            if (line.Contains("\"pipeline_progress\"", StringComparison.Ordinal)) break;

        Assert.Equal("p", (string?)polled!["pipeline_id"]);
    }

    private async Task<WebSocket> ConnectAsync()
    {
        var client = _server.CreateWebSocketClient();
        client.SubProtocols.Add("dpa.realtime.v1");
        using var limit = new Wait("the socket");
        return await client.ConnectAsync(new Uri(_server.BaseAddress, "/api/v1/ws/user-1"), limit.Token);
    }

    private static async Task SendAsync(WebSocket socket, string text)
    {
        using var limit = new Wait("the send");
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, limit.Token);
    }

    private static async Task<JsonObject> UntilAsync(WebSocket socket, string type)
    {
        using var wait = new Wait($"a '{type}'");
        while (true)
        {
            var frame = await ReceiveAsync(socket, wait)
                ?? throw new InvalidOperationException($"Closed ({socket.CloseStatus}) before a '{type}' came.");
            wait.Came($"{frame["type"]}");
            if ((string?)frame["type"] == type) return frame;
        }
    }

    private static async Task<int?> CloseOfAsync(WebSocket socket)
    {
        using var wait = new Wait("the close");
        while (await ReceiveAsync(socket, wait) is { } frame) wait.Came($"{frame["type"]}");
        return (int?)socket.CloseStatus;
    }

    private static async Task<JsonObject?> ReceiveAsync(WebSocket socket, Wait wait)
    {
        var (buffer, length) = (new byte[1 << 18], 0);
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), wait.Token);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            length += received.Count;
            if (received.EndOfMessage) return JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject();
        }
    }
}
