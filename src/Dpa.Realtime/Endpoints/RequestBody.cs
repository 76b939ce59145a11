using Microsoft.AspNetCore.Http;

namespace Dpa.Realtime.Endpoints;

/// <summary>Reads a small body whole, within 30 seconds.</summary>
internal static class RequestBody
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <returns>Null where it is too large.</returns>
    /// <exception cref="OperationCanceledException">The client has gone, the host stops, or it took too
    /// long.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContext http, int maxBytes, TimeProvider time, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(Timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping, late.Token);
        var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await http.Request.Body.ReadAsync(buffer, ending.Token).ConfigureAwait(false) is > 0 and var read)
        {
            if (body.Length + read > maxBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
