using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Net.Http.Headers;

namespace Dpa.Realtime.Endpoints;

/// <summary>The opening handshake, over HTTP/1.1 (RFC 6455 section 4.2) and HTTP/2 (RFC 8441).</summary>
internal static class WebSocketUpgrade
{
    private const string Version = "13";
    private const string KeyGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3

    /// <summary>Whether the request asks for a WebSocket at all.</summary>
    public static bool IsRequested(HttpContext http) =>
        Connect(http) is not null
        || ServerSocket(http) is not null
        || (
            HttpMethods.IsGet(http.Request.Method)
            && IsUpgradable(http)
            && Has(http.Request.Headers, HeaderNames.Upgrade, "websocket"));

    /// <summary>The server's own way to a socket, where it hands out no stream.</summary>
    public static IHttpWebSocketFeature? ServerSocket(HttpContext http) =>
        Connect(http) is null
        && !IsUpgradable(http)
        && http.Features.Get<IHttpWebSocketFeature>() is { IsWebSocketRequest: true } feature
            ? feature
            : null;

    /// <summary>What is wrong with a request that asks for one, or null.</summary>
    public static int? Refusal(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers.SecWebSocketVersion != Version)
            return StatusCodes.Status426UpgradeRequired;
        if (Connect(http) is not null || ServerSocket(http) is not null)
            return null;
        return Has(headers, HeaderNames.Connection, "Upgrade") && IsKey(headers.SecWebSocketKey)
            ? null
            : StatusCodes.Status400BadRequest;
    }

    public static bool Offers(HttpContext http, string subProtocol) =>
        http
            .Request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol)
            .Contains(subProtocol, StringComparer.Ordinal);

    /// <summary>Answers the handshake and hands over the stream.</summary>
    public static async ValueTask<Stream> AcceptAsync(HttpContext http, string? subProtocol)
    {
        // A connection that is meant to stay is not timed like a request.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var headers = http.Response.Headers;
        if (subProtocol is not null) headers.SecWebSocketProtocol = subProtocol;
        if (Connect(http) is { } connect) return await connect.AcceptAsync().ConfigureAwait(false);
        headers.Connection = "Upgrade";
        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = AcceptOf(http.Request.Headers.SecWebSocketKey.ToString());
        return await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// The socket, where the stream's bytes are the socket's: over HTTP/1.1, without TLS and without another middleware
    /// between the two.
    /// </summary>
    public static Socket? PlainSocket(HttpContext http) =>
        Connect(http) is null
        && http.Features.Get<ITlsHandshakeFeature>() is null
        && http.Features.Get<IConnectionTransportFeature>() is { } line
        && line.Transport.GetType().Assembly == typeof(SocketTransportFactory).Assembly
            ? http.Features.Get<IConnectionSocketFeature>()?.Socket
            : null;

    /// <summary>The socket under the connection, which over HTTP/1.1 is the client's alone.</summary>
    public static Socket? OwnSocket(HttpContext http) =>
        Connect(http) is null ? http.Features.Get<IConnectionSocketFeature>()?.Socket : null;

    private static IHttpExtendedConnectFeature? Connect(HttpContext http) =>
        http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect
        && string.Equals(connect.Protocol, "websocket", StringComparison.OrdinalIgnoreCase)
            ? connect
            : null;

    private static bool IsUpgradable(HttpContext http) =>
        http.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };

    private static bool IsKey(string? key)
    {
        Span<byte> bytes = stackalloc byte[24];
        return key is { Length: 24 } && Convert.TryFromBase64String(key, bytes, out var length) && length == 16;
    }

    private static bool Has(IHeaderDictionary headers, string name, string value) =>
        headers.GetCommaSeparatedValues(name).Contains(value, StringComparer.OrdinalIgnoreCase);

    // The digest is part of the handshake (RFC 6455 section 4.2.2); it protects nothing.
#pragma warning disable CA5350
    private static string AcceptOf(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeyGuid)));
#pragma warning restore CA5350
}
