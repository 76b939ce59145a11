using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>A double of a later server: one socket, and on it what it is told to say.</summary>
internal sealed class FutureServer : IAsyncDisposable
{
    private const string Greeting = """
        {"type":"connection","status":"connected","user_id":"user-1","connection_id":"c","protocol":1,
         "timestamp":"2026-01-31T12:00:00.000Z","heartbeat_interval_ms":60000,"region":{"name":"moon"},
         "limits":{"max_subscriptions":1000,"max_message_bytes":65536,"max_wishes":3}}
        """;

    private readonly WebApplication _app;
    private readonly TaskCompletionSource<WebSocket> _socket = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _pong = new(0);
    private int _subscribes;

    private FutureServer(WebApplication app) => _app = app;

    public Uri Address { get; private init; } = null!;

    /// <summary>How often the pipeline was asked for.</summary>
    public int Subscribes => Volatile.Read(ref _subscribes);

    public static async Task<FutureServer> StartAsync()
    {
        var port = FreePorts.Next();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var server = new FutureServer(app) { Address = new Uri($"http://127.0.0.1:{port}") };
        app.UseWebSockets();
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public async Task SendAsync(string frame)
    {
        var socket = await _socket.Task.WaitAsync(Wait.Limit);
        var text = Encoding.UTF8.GetBytes(JsonNode.Parse(frame)!.ToJsonString());
        await socket.SendAsync(text, WebSocketMessageType.Text, true, CancellationToken.None);
    }

    /// <summary>A heartbeat with its mark; answered after everything that was sent before it was taken.</summary>
    public async Task PingAsync()
    {
        await SendAsync($$$"""
            {"type":"ping","timestamp":"2026-01-31T12:00:09.000Z","beat":1,
             "marks":{"pipeline-1":"{{{FutureFrames.Mark}}}"}}
            """);
        Assert.True(await _pong.WaitAsync(Wait.Limit), "The client did not answer the ping.");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _pong.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/api/v1/ws/ticket")
        {
            await http.Response.WriteAsync("""{"ticket":"t","expires_in":30,"colour":"red"}""");
            return;
        }

        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync("dpa.realtime.v1");
        if (!_socket.TrySetResult(socket)) return; // one is enough; another would be a failure
        await SendAsync(Greeting);
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, http.RequestAborted) is { CloseStatus: null } received)
                Take(JsonNode.Parse(buffer.AsSpan(0, received.Count))!);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // The client left.
        }
    }

    private void Take(JsonNode message)
    {
        switch ((string?)message["type"])
        {
            case "subscribe_pipeline":
                Interlocked.Increment(ref _subscribes);
                break;
            case "pong":
                _pong.Release();
                break;
            default:
                break;
        }
    }
}
