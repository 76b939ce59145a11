using System.IO.Hashing;
using System.Runtime.InteropServices;
using DocumentPipelineHost.Accounts;

namespace DocumentPipelineHost.Statistics;

/// <summary>Counts polls of progress, and knows which pages are on a socket or a stream.</summary>
internal sealed class TrafficCount(RequestDelegate next, Traffic traffic, PollingPages polling)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api/v1/ws") || path.StartsWithSegments("/api/v1/pipelines/events"))
        {
            using var page = traffic.Open(new(Caller.FindId(context.User) ?? "", HeadBytes(context.Request)));
            await next(context);
        }
        else if (
            path.StartsWithSegments("/api/v1/pipelines")
            || path.Value?.EndsWith("/progress", StringComparison.Ordinal) == true)
        {
            if (path.Value!.EndsWith("/progress", StringComparison.Ordinal))
                context.Response.OnStarting(() => NoteAsync(context));
            await CountAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    /// <summary>Before the page has its answer, and only where it is no refusal.</summary>
    private Task NoteAsync(HttpContext context)
    {
        if (context.Response.StatusCode < StatusCodes.Status400BadRequest)
            polling.Asked(PageOf(context));
        return Task.CompletedTask;
    }

    /// <summary>As short as any other, whatever the browser sends.</summary>
    private static UInt128 PageOf(HttpContext context) =>
        XxHash128.HashToUInt128(MemoryMarshal.AsBytes<char>(
            $"{Caller.FindId(context.User)} {context.Connection.RemoteIpAddress} {context.Request.Headers.UserAgent}".AsSpan()));

    /// <summary>The lines of a request before its body, as HTTP/1.1 has them.</summary>
    private static long HeadBytes(HttpRequest request) =>
        request.Method.Length
        + request.Path.Value!.Length
        + request.QueryString.Value!.Length
        + 14
        + Lines(request.Headers);

    private static long Lines(IHeaderDictionary headers) =>
        headers.Sum(static header => header.Key.Length + header.Value.ToString().Length + 4);

    private async Task CountAsync(HttpContext context)
    {
        var asked = HeadBytes(context.Request) + (context.Request.ContentLength ?? 0);
        var body = new CountedStream(context.Response.Body);
        context.Response.Body = body;
        try
        {
            await next(context);
        }
        finally
        {
            traffic.Polled(asked + Lines(context.Response.Headers) + body.Written);
        }
    }
}
