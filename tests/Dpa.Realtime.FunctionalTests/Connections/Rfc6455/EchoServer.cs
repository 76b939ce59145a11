using System.Net;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Endpoints;
using Dpa.Realtime.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dpa.Realtime.FunctionalTests.Connections.Rfc6455;

/// <summary>
/// The library's own handshake and transport, with an echo in place of the protocol above them: what conformance suites
/// talk to.
/// </summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;

    private EchoServer(WebApplication app) => _app = app;

    public Uri Address => new UriBuilder(_app.Urls.Single()) { Scheme = "ws" }.Uri;

    /// <param name="maxMessageBytes">The largest message that it takes.</param>
    /// <param name="isDirect">Whether frames go straight to the socket once a first ping of it was answered.</param>
    public static async Task<EchoServer> StartAsync(int maxMessageBytes, bool isDirect = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(http => ServeAsync(http, maxMessageBytes, isDirect));
        await app.StartAsync();
        return new EchoServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task ServeAsync(HttpContext http, int maxMessageBytes, bool isDirect)
    {
        if (!WebSocketUpgrade.IsRequested(http) || WebSocketUpgrade.Refusal(http) is not null)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var stream = await WebSocketUpgrade.AcceptAsync(http, null);
        using var transport = new WebSocketTransport(
            stream, maxMessageBytes, SendTimeout, TimeProvider.System,
            isDirect ? new DirectOutput(WebSocketUpgrade.PlainSocket(http)!) : null);
        using var registration = http.RequestAborted.Register(transport.Abort);
        await EchoAsync(transport);
        await transport.DrainAsync();
    }

    private static async Task EchoAsync(WebSocketTransport transport)
    {
        var last = Task.CompletedTask; // one writes at a time
        transport.PongDue = () => last = SendAfterAsync(last, transport, []);
        while (true)
        {
            var received = await transport.ReceiveAsync();
            if (received == ReceivedKind.Message)
            {
                last = SendAfterAsync(last, transport, [TextFrames.Of(transport.Message.Span)]);
                continue;
            }

            await last;
            await transport.CloseOutputAsync(
                received == ReceivedKind.Closed && transport.Code == CloseCode.NoStatus
                    ? CloseCode.Normal
                    : transport.Code,
                "");
            return;
        }
    }

    private static async Task SendAfterAsync(Task last, WebSocketTransport transport, List<TextFrames> frames)
    {
        await last;
        await transport.SendAsync(frames, withPing: false);
    }
}
