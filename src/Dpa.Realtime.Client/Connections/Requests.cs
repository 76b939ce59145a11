using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dpa.Realtime.Client.Connections;

/// <summary>Addresses, identity and sending of the client's HTTP requests (docs/protocol.md#identity,
/// docs/protocol.md#the-same-state-over-http).</summary>
internal sealed class Requests(RealtimeClientOptions options, HttpMessageInvoker http)
{
    /// <summary>In WebAssembly an answer is read as it comes, as it is elsewhere anyway.</summary>
    private static readonly HttpRequestOptionsKey<bool> StreamsInBrowser = new("WebAssemblyEnableStreamingResponse");

    private readonly string _root = options.Address!.GetLeftPart(UriPartial.Path).TrimEnd('/');
    private long _tokenEndsAt;

    /// <summary>When the newest bearer token ends; null if it does not state it. Read on any thread.</summary>
    public DateTimeOffset? TokenEndsAt
    {
        get => Interlocked.Read(ref _tokenEndsAt) is > 0 and var at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
        private set => Interlocked.Exchange(ref _tokenEndsAt, value?.UtcTicks ?? 0);
    }

    public Uri SocketAddress =>
        new($"ws{_root[4..]}{Rooted(options.SocketPrefix)}/{Uri.EscapeDataString(options.UserId)}");

    private Uri TicketAddress => new($"{_root}{Rooted(options.SocketPrefix)}/ticket");

    /// <summary>Of polling, server-sent events and single reads.</summary>
    public Uri ProgressAddress(string path) => new(
        $"{_root}{Rooted(options.ProgressPrefix)}{(path.StartsWith('?') ? "" : "/")}{path}");

    /// <summary>
    /// The headers. They contain a ticket if there is one and nothing else identifies the caller. A provider that
    /// ignores the token is not waited for.
    /// </summary>
    /// <param name="renew">Whether the last token was refused.</param>
    /// <param name="cancellationToken">Ends the wait for the application's providers.</param>
    public async ValueTask<Dictionary<string, string>> IdentifyAsync(bool renew, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(options.Headers, StringComparer.OrdinalIgnoreCase);
        if (
            options.AccessTokenProvider is { } tokens
            && await tokens(renew, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false)
                is { } token)
        {
            headers["Authorization"] = $"Bearer {token}";
            TokenEndsAt = TokenEnd.Of(token, options.TimeProvider.GetUtcNow());
        }

        if (
            options.TicketProvider is { } tickets
            && !headers.ContainsKey("Authorization")
            && await tickets(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false)
                is { } ticket)
            headers["Authorization"] = $"DpaTicket {ticket}"; // a header is in no request log; an address is
        return headers;
    }

    /// <summary>Sends a request with this client's identity; the answer's body is still to be read.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, string accept, byte[]? json, bool renew, CancellationToken cancellationToken)
    {
        var headers = await IdentifyAsync(renew, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(method, address);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Options.Set(StreamsInBrowser, true);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (json is not null)
            request.Content = new ByteArrayContent(json)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        return http is HttpClient client
            ? await client
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false)
            : await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A fresh ticket, for an identity that is renewed in-band: the application's, or one from the server.
    /// </summary>
    /// <exception cref="ConnectException">The server issues none.</exception>
    public async ValueTask<string> TicketAsync(CancellationToken cancellationToken)
    {
        if (
            options.TicketProvider is { } tickets
            && await tickets(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) is { } given
        )
            return given;
        using var answer = await SendAsync(
                HttpMethod.Post, TicketAddress, "application/json", null, true, cancellationToken)
            .ConfigureAwait(false);
        return await TicketOfAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A ticket of the server for that <c>Authorization</c>.</summary>
    /// <exception cref="ConnectException">The server issues none.</exception>
    public async ValueTask<string> ExchangeAsync(string authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TicketAddress);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var answer = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return await TicketOfAsync(answer, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<string> TicketOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
            throw new ConnectException(await RefusalOfAsync(answer, cancellationToken).ConfigureAwait(false));
        using var document = await JsonAsync(answer, null, cancellationToken).ConfigureAwait(false);
        return
            document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.Text("ticket") is { } ticket
            ? ticket
            : throw new ConnectException(FailureReading.NotJson(options.Address!));
    }

    /// <summary>A 403 without the protocol's code comes from an intermediary; it is no refusal by the server.</summary>
    private async ValueTask<Failure> RefusalOfAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.StatusCode == HttpStatusCode.Forbidden
        && await UpgradeHandler.CodeAsync(answer.Content, cancellationToken).ConfigureAwait(false) is null
            ? FailureReading.Blocked(
                options.Address!,
                FailureReading.RetryAfter(answer.Headers.RetryAfter, options.TimeProvider.GetUtcNow()))
            : FailureOf(answer);

    public Failure FailureOf(HttpResponseMessage answer) =>
        FailureReading.Of(
            answer.StatusCode, options.Address!,
            FailureReading.RetryAfter(answer.Headers.RetryAfter, options.TimeProvider.GetUtcNow()));

    public Failure FailureOf(Exception exception) => FailureReading.Of(exception, options.Address!);

    /// <param name="answer">The answer.</param>
    /// <param name="received">Called with each part that comes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ConnectException">It is no JSON.</exception>
    public async Task<JsonDocument> JsonAsync(
        HttpResponseMessage answer, Action? received, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true)
            throw new ConnectException(FailureReading.NotJson(options.Address!));
        try
        {
            var body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            if (received is not null) body = new NotingStream(body, received);
            return await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new ConnectException(FailureReading.NotJson(options.Address!), e);
        }
    }

    private static string Rooted(string prefix) => $"/{prefix.Trim('/')}";

    public static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
