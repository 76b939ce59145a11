using System.Net;
using System.Text.Json;

namespace Dpa.Realtime.Client.Connections;

/// <summary>
/// Sends a socket's upgrade request, and keeps what a 403 says: the socket itself tells no more than the status, and
/// only the protocol's own is the server's
/// (docs/protocol.md#what-a-client-library-does).
/// </summary>
internal sealed class UpgradeHandler(HttpMessageInvoker http) : HttpMessageHandler
{
    /// <summary>Problem details are short; a page that is longer is another's.</summary>
    private const int MaxProblemBytes = 16 * 1024;

    /// <summary>The protocol's word for the refusal; null where something on the way refused, or nothing did.</summary>
    public string? Code { get; private set; }

    /// <summary>The origin that was sent with the request; null for none.</summary>
    public string? Origin { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = http is HttpClient client
            ? await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false)
            : await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Origin = request.Headers.TryGetValues("Origin", out var origins) ? string.Join(",", origins) : null;
        if (answer.StatusCode == HttpStatusCode.Forbidden)
            Code = await CodeAsync(answer.Content, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>The protocol's word in problem details; null where there is none.</summary>
    public static async Task<string?> CodeAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
#if NET9_0_OR_GREATER
            await content.LoadIntoBufferAsync(MaxProblemBytes, cancellationToken).ConfigureAwait(false);
#else
            await content.LoadIntoBufferAsync(MaxProblemBytes).WaitAsync(cancellationToken).ConfigureAwait(false);
#endif
            using var problem = await JsonDocument
                .ParseAsync(
                    await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), default, cancellationToken
                )
                .ConfigureAwait(false);
            return problem.RootElement.ValueKind == JsonValueKind.Object ? problem.RootElement.Text("code") : null;
        }
        catch (Exception e)
            when (e is JsonException or HttpRequestException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
