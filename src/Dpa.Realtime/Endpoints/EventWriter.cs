using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// Server-sent events on one response (HTML standard, section 9.2): each frame is one event without a name.
/// </summary>
internal sealed class EventWriter(HttpContext http, TimeSpan sendTimeout, TimeProvider time)
{
    /// <summary>
    /// Whether the last flush failed because the client took too little for the send timeout, and not because it is
    /// gone.
    /// </summary>
    public bool IsStalled { get; private set; }

    private PipeWriter Body => http.Response.BodyWriter;

    /// <summary>Sets headers that prevent proxies from storing or buffering the stream.</summary>
    public void Open()
    {
        // A response that is meant to stay is not timed like a request.
        http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    /// <summary>Sets how long a browser's <c>EventSource</c> waits before it reconnects.</summary>
    public void Retry(TimeSpan after) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"retry: {(long)after.TotalMilliseconds}\n\n"));

    public void Comment(string text) => Write($": {text}\n\n");

    /// <param name="json">One frame; JSON has no line breaks of its own.</param>
    /// <param name="id">Where the client stands once it has this event; null leaves the last one.</param>
    public void Event(ReadOnlySpan<byte> json, string? id)
    {
        if (id is not null) Write($"id: {id}\n");
        Body.Write("data: "u8);
        Body.Write(json);
        Body.Write("\n\n"u8);
    }

    /// <returns>False when the client took too little for the send timeout, or is gone.</returns>
    public async ValueTask<bool> FlushAsync()
    {
        using var timeout = new CancellationTokenSource(sendTimeout, time);
        try
        {
            var flushed = await Body.FlushAsync(timeout.Token).ConfigureAwait(false);
            return !flushed.IsCanceled && !flushed.IsCompleted;
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException
            )
        {
            IsStalled = timeout.IsCancellationRequested;
            return false;
        }
    }

    public void Abort() => http.Abort();

    private void Write(string text) => Encoding.ASCII.GetBytes(text, Body);
}
