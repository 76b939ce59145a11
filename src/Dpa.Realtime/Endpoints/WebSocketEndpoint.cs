using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;
using Dpa.Realtime.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary><c>GET /api/v1/ws/{user_id}</c> (docs/protocol.md#opening).</summary>
internal sealed class WebSocketEndpoint(ConnectionContext context, CallerIdentity identity, OriginGate origins)
{
    private const string SubProtocol = "dpa.realtime.v1";
    private const int MaxLabel = 64;
    private const int RetrySeconds = 5;
    private static readonly TimeSpan LateReturn = TimeSpan.FromSeconds(RetrySeconds);

    public async Task HandleAsync(HttpContext http, string userId)
    {
        if (!WebSocketUpgrade.IsRequested(http))
        {
            await Problems.NoWebSocketAsync(http).ConfigureAwait(false);
            return;
        }

        if (WebSocketUpgrade.Refusal(http) is { } status)
        {
            await Problems.BadHandshakeAsync(http, status).ConfigureAwait(false);
            return;
        }

        if (!origins.Allows(http.Request))
        {
            await origins.RefuseAsync(http).ConfigureAwait(false);
            return;
        }

        if (await identity.FindOrRefuseAsync(http, userId).ConfigureAwait(false) is not { } caller) return;

        if (!string.Equals(caller.UserId, userId, StringComparison.Ordinal) || !WireBounds.IsUserId(userId))
        {
            await Problems.ForbiddenAsync(http).ConfigureAwait(false);
            return;
        }

        if (context.Registry.IsDraining || context.Registry.IsFull)
        {
            await Problems
                .BusyAsync(http, CodeOf(context.Registry.IsDraining), RetrySeconds)
                .ConfigureAwait(false);
            return;
        }

        if (!context.Budgets.Of(userId).TryConnect())
        {
            await Problems.TooManyOfUserAsync(http, RetrySeconds).ConfigureAwait(false);
            return;
        }

        await AcceptAsync(http, caller).ConfigureAwait(false);
    }

    private async Task AcceptAsync(HttpContext http, Caller caller)
    {
        var isOurs = WebSocketUpgrade.Offers(http, SubProtocol);
        if (WebSocketUpgrade.OwnSocket(http) is { } socket) UnsentLimit.Apply(socket);
        using var transport = await TransportAsync(http, isOurs ? SubProtocol : null).ConfigureAwait(false);
        var connection = new Connection(
            context, caller, transport, isOurs ? OutboxRules.V1 : OutboxRules.DpaV2, ConnectionId(http));
        if (context.Registry.Add(connection) is not AddResult.Added and var refusal)
        {
            await RefuseAsync(transport, connection, refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            await connection.RunAsync(http.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            context.Registry.Remove(connection);
            if (transport.IsAborted)
                http.Abort(); // what the server still holds for a peer that takes nothing is let go
        }
    }

    private static string CodeOf(bool isDraining) =>
        isDraining ? ProgressErrorCodes.Draining : ProgressErrorCodes.TooManyConnections;

    /// <summary>Sends the refusal on the socket: it is too late for a status.</summary>
    private async Task RefuseAsync(IMessageTransport transport, Connection connection, AddResult refusal)
    {
        context.Metrics.Rejected(CodeOf(refusal == AddResult.Draining));
        if (refusal == AddResult.Draining)
        {
            var connected = FrameCodec.Connected(
                connection.UserId, connection.Id, context.Time.GetUtcNow(), context.Options);
            var reconnect = FrameCodec.Reconnect(LateReturn * ShutdownDrain.JitterOf(connection), "restart");
            await transport
                .SendAsync([TextFrames.Of(connected), TextFrames.Of(reconnect)], withPing: false)
                .ConfigureAwait(false);
            await transport.CloseOutputAsync(CloseCode.ServiceRestart, "restart").ConfigureAwait(false);
        }
        else
        {
            await transport
                .CloseOutputAsync(CloseCode.TooManyConnections, "too many connections of this user")
                .ConfigureAwait(false);
        }

        await transport.DrainAsync().ConfigureAwait(false);
    }

    private async ValueTask<IMessageTransport> TransportAsync(HttpContext http, string? subProtocol)
    {
        var (options, time) = (context.Options, context.Time);
        if (WebSocketUpgrade.ServerSocket(http) is { } feature)
        {
            var accept = new WebSocketAcceptContext
            {
                SubProtocol = subProtocol, KeepAliveInterval = options.HeartbeatInterval,
                KeepAliveTimeout = options.HeartbeatInterval,
            };
            return new ServerSocketTransport(
                await feature.AcceptAsync(accept).ConfigureAwait(false), options.MaxMessageBytes, options.SendTimeout,
                time);
        }

        var stream = await WebSocketUpgrade.AcceptAsync(http, subProtocol).ConfigureAwait(false);
        return new WebSocketTransport(
            stream, options.MaxMessageBytes, options.SendTimeout, time, DirectOutputOf(http), TakenBy(http));
    }

    private static Func<long>? TakenBy(HttpContext http) =>
        WebSocketUpgrade.OwnSocket(http) is { } socket ? () => AcknowledgedBytes.Of(socket) : null;

    private DirectOutput? DirectOutputOf(HttpContext http) =>
        context.Options.SendsDirectly && WebSocketUpgrade.PlainSocket(http) is { } socket
            ? new DirectOutput(socket)
            : null;

    /// <summary>
    /// A random id; the client's own label is put before it, so that logs can be matched, but never makes two
    /// connections one.
    /// </summary>
    private static string ConnectionId(HttpContext http)
    {
        var id = Guid.NewGuid().ToString("N");
        return
            http.Request.Query.TryGetValue("connection_id", out var label)
            && label is [{ Length: > 0 and <= MaxLabel } text]
            && WireBounds.IsPipelineId(text)
            ? $"{text}.{id}"
            : id;
    }
}
