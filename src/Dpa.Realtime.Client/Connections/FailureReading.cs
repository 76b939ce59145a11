using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;

namespace Dpa.Realtime.Client.Connections;

/// <summary>What an exception or an HTTP response means: a code, and a text with what to do.</summary>
internal static class FailureReading
{
    /// <summary>The longest wait that a server can ask for.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static Failure Of(Exception exception, Uri address)
    {
        var host = address.Authority;
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case ConnectException own:
                    return own.Failure;
                case HttpRequestException { StatusCode: { } status }:
                    return Of(status, address, default);
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError }:
                    return new(
                        0, ProgressErrorCodes.NameNotResolved,
                        $"There is no host '{address.Host}'. Check the address.");
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }:
                    return new(
                        0, ProgressErrorCodes.TlsError,
                        $"No secure connection to {host}: {Innermost(e)} Check that the address begins with http or https as "
                            + $"the server does, and that its certificate is trusted here."
                    );
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }:
                    return new(
                        0, ProgressErrorCodes.Unreachable,
                        $"Nothing answers at {host}. Check that the server runs and the address and port are right.");
                case OperationCanceledException:
                    return new(0, ProgressErrorCodes.Timeout, $"{host} did not answer in time.");
            }
        }

        return exception switch
        {
            WebSocketException
            {
                WebSocketErrorCode: WebSocketError.NotAWebSocket or WebSocketError.UnsupportedProtocol
            } => new(
                0, "not_a_websocket",
                $"What answers at {host} is no Dpa.Realtime server. Check the address and its path."),
            WebSocketException or HttpRequestException or IOException => new(
                0, ProgressErrorCodes.Unreachable, $"The connection to {host} broke: {Innermost(exception)}"),
            _ => new(
                0, "not_dialled",
                $"The application's own token, ticket or socket provider failed ({exception.GetType().Name})."),
        };
    }

    public static Failure Of(HttpStatusCode status, Uri address, TimeSpan retryAfter)
    {
        var code = (int)status;
        var host = address.Authority;
        return status switch
        {
            HttpStatusCode.Unauthorized => new(
                code, ProgressErrorCodes.Unauthorized,
                "The server does not know who this is. Give a valid access token, ticket or cookie."),
            HttpStatusCode.Forbidden => new(
                code, ProgressErrorCodes.Forbidden,
                "The server refuses this user. Check that the user id is the caller's own."),
            HttpStatusCode.ServiceUnavailable => new(code, "http_503", $"{host} is stopping or full.", retryAfter),
            HttpStatusCode.TooManyRequests => new(
                code, ProgressErrorCodes.TooManyConnections, "The user has too many connections.", retryAfter),
            HttpStatusCode.NotFound => new(
                code, "http_404",
                $"There is no Dpa.Realtime server at this path of {host}. Check the address; it is the application's "
                    + $"root, without /api.",
                retryAfter),
            _ => new(
                code, string.Create(CultureInfo.InvariantCulture, $"http_{code}"),
                $"{host} answered {code} where a Dpa.Realtime server would not. Check the address and its path.",
                retryAfter),
        };
    }

    /// <summary>
    /// A 403 to an upgrade without the protocol's code comes from a proxy or a gateway, which may let HTTP through. It
    /// counts as any other failed attempt.
    /// </summary>
    public static Failure Blocked(Uri address, TimeSpan retryAfter) =>
        new(
            0, "http_403",
            $"Something before {address.Authority} refuses WebSockets (403). Let them through, or check the "
                + $"application's own authorisation.",
            retryAfter);

    /// <summary>Only browsers need an origin; here the application set one.</summary>
    public static Failure WrongOrigin(Uri address, string? origin) =>
        new(
            403, Failure.ForbiddenOrigin,
            $"{address.Authority} does not allow the origin '{origin}'. Leave the header Origin out, or allow it there "
                + $"(DpaRealtimeOptions.AllowedOrigins)."
        );

    public static Failure NotJson(Uri address) =>
        new(
            0, ProgressErrorCodes.NotJson,
            $"What answers at {address.Authority} is no Dpa.Realtime server: it sent no JSON. Check the address and "
                + $"its path."
        );

    /// <summary>RFC 9110, section 10.2.3: seconds, or a date.</summary>
    public static TimeSpan RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? header?.Date - now ?? TimeSpan.Zero;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }

    private static string Innermost(Exception e) =>
        (e.GetBaseException().Message.TrimEnd('.') + ".").ReplaceLineEndings(" ");
}
