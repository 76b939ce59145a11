using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace DocumentPipelineHost.Endpoints;

/// <summary>
/// Reads on, and drops, what a client still sends after its request was refused. A server that closes a connection
/// with bytes unread resets it, and a client that sends its whole body before it looks for an answer then reports a
/// failure of the network instead of the refusal. Kestrel itself reads on for 5 s, but not where the body is larger
/// than it takes. Anybody may send such a body, so there are <see cref="MaxAtOnce"/> at once; beyond that it is the
/// server's own affair.
/// </summary>
internal sealed class RefusedBodies(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    /// <summary>How much is read on at most.</summary>
    private const long MaxBytes = 1L << 28;

    private const int MaxAtOnce = 64;

    /// <summary>How long at most, and how long where the sender is silent.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private int _atOnce;

    public async Task InvokeAsync(HttpContext context)
    {
        // HTTP/2 ends one request without its connection.
        var mayHave = context.Request.Protocol.StartsWith("HTTP/1", StringComparison.Ordinal)
            && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        var body = mayHave ? context.Request.BodyReader : null; // the server's: a handler may put another in its place
        await next(context);
        if (
            body is null
            || context.Response.StatusCode < StatusCodes.Status400BadRequest
            || context.RequestAborted.IsCancellationRequested)
            return;
        await context.Response.CompleteAsync();
        try
        {
            if (Interlocked.Increment(ref _atOnce) <= MaxAtOnce)
                await ReadOnAsync(context, body);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }

    private Task ReadOnAsync(HttpContext context, PipeReader body)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        return DropAsync(body, context.RequestAborted);
    }

    private async Task DropAsync(PipeReader body, CancellationToken aborted)
    {
        // A read that is cancelled by its own token counts as under way for ever: see CancellableBody.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        limit.CancelAfter(Limit);
        using var silence = new CancellationTokenSource();
        await using var end = limit.Token.Register(body.CancelPendingRead);
        await using var quiet = silence.Token.Register(body.CancelPendingRead);
        try
        {
            for (var left = MaxBytes; left > 0;)
            {
                silence.CancelAfter(Silence);
                var read = await body.ReadAsync(CancellationToken.None);
                left -= read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                    return;
            }
        }
        catch (Exception exception)
            when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The sender has gone, or the body was broken: nobody waits for the answer.
        }
    }
}
