using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dpa.Realtime.Endpoints;

// The Endpoints folder: HTTP access to the library. It guarantees that every answer is authorised, that every refusal
// is a problem details object (RFC 9457) with a code and a suggestion, and that nothing the caller sent is echoed.

/// <summary>Refusals over HTTP.</summary>
internal static class Problems
{
    public static Task UnauthenticatedAsync(HttpContext context) =>
        WriteAsync(
            context, 401, ProgressErrorCodes.Unauthenticated, "The caller is not known.",
            "Sign in, or pass a ticket from POST /api/v1/ws/ticket.");

    public static Task ForbiddenAsync(HttpContext context) =>
        WriteAsync(
            context, 403, ProgressErrorCodes.Forbidden, "The user in the address is not the caller.",
            "Use the signed-in user's own id in the address.");

    /// <param name="context">The request.</param>
    /// <param name="origin">What was refused; an origin, or <c>null</c> in letters: nothing else that was sent.</param>
    public static Task ForeignOriginAsync(HttpContext context, string origin) =>
        WriteAsync(
            context, 403, ProgressErrorCodes.ForbiddenOrigin, "The page's origin is not allowed.",
            "Add the origin to DpaRealtimeOptions.AllowedOrigins, or let the server read what the proxy before it "
                + "forwards; its log shows how.",
            origin);

    public static Task NoWebSocketAsync(HttpContext context) =>
        WriteAsync(
            context, 400, ProgressErrorCodes.NotAWebSocketRequest, "This address takes WebSocket connections.",
            "Connect with a WebSocket client, or poll /api/v1/pipelines/{pipeline_id}/progress.");

    public static Task BadHandshakeAsync(HttpContext context, int status)
    {
        if (status == StatusCodes.Status426UpgradeRequired)
            context.Response.Headers.SecWebSocketVersion = "13";
        return WriteAsync(
            context, status, ProgressErrorCodes.BadHandshake, "The WebSocket handshake is not right.",
            "Send Connection: Upgrade, Sec-WebSocket-Version: 13 and a key of 16 bytes in base64 (RFC 6455 section "
                + "4.1)."
        );
    }

    public static Task BusyAsync(HttpContext context, string code, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close"; // it is wanted elsewhere
        return WriteAsync(
            context, 503, code, "The server takes no connections at the moment.",
            "Try again after the time in Retry-After.");
    }

    public static Task NotFoundAsync(HttpContext context) =>
        WriteAsync(
            context, 404, ErrorCode.NotFound.Name, ErrorCode.NotFound.Message, "Check the pipeline's id and the user.");

    public static Task BadRequestAsync(HttpContext context, BadRequest wrong)
    {
        // The rest of the body is not waited for: the connection can take no other request.
        if (wrong.Status == StatusCodes.Status408RequestTimeout && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        return WriteAsync(context, wrong.Status, wrong.Code, wrong.Title, wrong.Suggestion);
    }

    /// <summary>
    /// The counterpart of close code 4409: the caller is known and the node has capacity, but this user has reached the
    /// limit.
    /// </summary>
    public static Task TooManyOfUserAsync(HttpContext context, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        return WriteAsync(
            context, 429, ProgressErrorCodes.TooManyConnections, "This user has as many connections as allowed.",
            "Close one of them, or poll /api/v1/pipelines/progress.");
    }

    /// <summary>The user asks for more than its share of the node.</summary>
    public static Task RateLimitedAsync(HttpContext context, int retryAfterSeconds)
    {
        context.Response.Headers.RetryAfter = retryAfterSeconds.ToString(
            System.Globalization.CultureInfo.InvariantCulture);
        return WriteAsync(
            context, 429, ErrorCode.RateLimited.Name, "This user makes too many requests.",
            "Wait for the time in Retry-After; ask for many pipelines with one request.");
    }

    /// <summary>Why a control request was not taken.</summary>
    public static Task ControlRefusedAsync(HttpContext context, ErrorCode code)
    {
        if (code == ErrorCode.NotFound) return NotFoundAsync(context);
        if (code == ErrorCode.ApplicationUnavailable) return UnavailableAsync(context, code);
        var status =
            code == ErrorCode.InvalidAnswer ? StatusCodes.Status422UnprocessableEntity
            : code == ErrorCode.ControlFailed ? StatusCodes.Status500InternalServerError
            : StatusCodes.Status409Conflict;
        return WriteAsync(context, status, code.Name, code.Message, code.Suggestion);
    }

    /// <summary>The backplane, or the application's own code, gave no answer.</summary>
    public static Task UnavailableAsync(HttpContext context, ErrorCode code)
    {
        context.Response.Headers.RetryAfter = "2";
        return WriteAsync(context, 503, code.Name, code.Message, code.Suggestion);
    }

    public static Task UnavailableAsync(HttpContext context, PipelineException error) =>
        UnavailableAsync(
            context, error.Code == ErrorCode.ApplicationUnavailable.Name
                ? ErrorCode.ApplicationUnavailable
                : ErrorCode.BackplaneUnavailable);

    private static Task WriteAsync(
        HttpContext context, int status, string code, string title, string suggestion, string? origin = null)
    {
        context.RequestServices.GetRequiredService<RealtimeMetrics>().Rejected(code);
        var trace = context.TraceIdentifier; // as the log names the request; nothing of it is the caller's
        var body = JsonWriting.Encode((status, code, title, suggestion, origin, trace), static (w, a) =>
        {
            w.WriteStartObject();
            w.WriteString("type", "about:blank");
            w.WriteString("title", a.title);
            w.WriteNumber("status", a.status);
            w.WriteString("code", a.code);
            w.WriteString("suggestion", a.suggestion);
            if (a.origin is not null) w.WriteString("origin", a.origin);
            w.WriteString("traceId", a.trace);
            w.WriteEndObject();
        });
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
