using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>
/// An answer's body, sent a piece at a time: a client that does not take a piece within the send timeout is cut off.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="sendTimeout">How long a piece may take.</param>
/// <param name="time">The clock.</param>
/// <param name="over">Fires when the answer has to be over (<see cref="AnswerLimit"/>): what is not taken by then is
/// cut off, too.</param>
internal sealed class AnswerBody(HttpContext http, TimeSpan sendTimeout, TimeProvider time, CancellationToken over)
{
    /// <summary>How many bytes are sent at once.</summary>
    public const int Piece = 16 * 1024;

    private int _unsent;

    /// <summary>
    /// The whole of a JSON answer: it may be large, and a client that takes it too slowly is cut off.
    /// </summary>
    /// <param name="http">The request, whose status and headers are set.</param>
    /// <param name="json">The body.</param>
    /// <param name="sendTimeout">How long a piece may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stopping">Fires when the host begins to stop.</param>
    public static async Task SendJsonAsync(
        HttpContext http, byte[] json, TimeSpan sendTimeout, TimeProvider time, CancellationToken stopping)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.Length;
        using var limit = new AnswerLimit(time, http.RequestAborted, stopping);
        var answer = new AnswerBody(http, sendTimeout, time, limit.Ending);
        if (await answer.WriteAsync(json).ConfigureAwait(false)) await answer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Puts bytes behind what is there; sends where enough is.</summary>
    /// <returns>False where the client was cut off.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        for (var rest = bytes; rest.Length > 0;)
        {
            var some = rest[..Math.Min(rest.Length, Piece - _unsent)];
            http.Response.BodyWriter.Write(some.Span);
            _unsent += some.Length;
            rest = rest[some.Length..];
            if (_unsent == Piece && !await FlushAsync().ConfigureAwait(false)) return false;
        }

        return true;
    }

    /// <summary>Sends what is there.</summary>
    /// <returns>False where the client was cut off.</returns>
    public async ValueTask<bool> FlushAsync()
    {
        _unsent = 0;
        using var late = new CancellationTokenSource(sendTimeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(over, late.Token);
        try
        {
            var flushed = await http.Response.BodyWriter.FlushAsync(ending.Token).ConfigureAwait(false);
            if (!flushed.IsCanceled && !flushed.IsCompleted) return true;
        }
        catch (OperationCanceledException)
        {
            // It took too little for the send timeout, or has gone.
        }

        http.Abort();
        return false;
    }
}
