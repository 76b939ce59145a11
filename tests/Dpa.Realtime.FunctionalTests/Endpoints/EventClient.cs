using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dpa.Realtime.Faults;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// A reader of server-sent events that speaks the format and nothing more. Every wait has a limit in total: pings do
/// not prolong it.
/// </summary>
internal sealed class EventClient : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventClient(HttpClient http, HttpResponseMessage response, Stream body)
    {
        _http = http;
        _response = response;
        _reader = new StreamReader(body);
    }

    public HttpResponseMessage Response => _response;

    /// <summary>What a browser would send as <c>Last-Event-ID</c>.</summary>
    public string LastEventId { get; private set; } = "";

    public int RetryMs { get; private set; }

    public List<string> Comments { get; } = [];

    public static async Task<EventClient> OpenAsync(
        RealtimeServer server, string query, string userId = "user-1", string? lastEventId = null, object? body = null)
    {
        var (http, response) = await RequestAsync(server, query, userId, lastEventId, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var client = new EventClient(
            http, response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("connection", (string?)(await client.ReceiveAsync())!["type"]);
        return client;
    }

    /// <summary>The answer's status, <c>code</c> and <c>Retry-After</c> in seconds.</summary>
    public static async Task<(int Status, string? Code, double? RetryAfter)> RefusalAsync(
        RealtimeServer server, string query, string userId = "user-1", string? origin = null, object? body = null)
    {
        var (http, response) = await RequestAsync(server, query, userId, null, body, origin);
        using (http)
        using (response)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
            var problem = (
                await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
            Assert.NotEqual("", (string?)problem["suggestion"]);
            return (
                (int)response.StatusCode, (string?)problem["code"], response.Headers.RetryAfter?.Delta?.TotalSeconds);
        }
    }

    /// <summary>
    /// The next event's frame, or null where the stream ended as it should. In a loop its limit is each frame's: use
    /// <see cref="ReceiveUntilAsync"/> there.
    /// </summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        using var wait = new Wait("an event");
        return await ReceiveAsync(wait);
    }

    /// <summary>The next event's frame within a wait.</summary>
    public async Task<JsonObject?> ReceiveAsync(Wait wait)
    {
        JsonObject? data = null;
        while (await wait.ReadAsync(_reader.ReadLineAsync) is { } line)
        {
            if (line.Length > 0)
                wait.Came(line);
            if (line.Length == 0 && data is not null)
                return data;
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = JsonNode.Parse(line[6..])!.AsObject();
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastEventId = line[4..];
            else if (line.StartsWith("retry: ", StringComparison.Ordinal))
                RetryMs = int.Parse(line[7..], System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith(": ", StringComparison.Ordinal))
                Comments.Add(line[2..]);
            else
                Assert.Equal("", line);
        }

        return null;
    }

    /// <summary>The next frame of that type; frames of other types are passed over.</summary>
    public async Task<JsonObject> ReceiveAsync(string type)
    {
        using var wait = new Wait($"a '{type}'");
        while (await ReceiveAsync(wait) is { } frame)
            if ((string?)frame["type"] == type) return frame;
        throw wait.Ended("The stream ended");
    }

    /// <summary>Reads up to and with the first frame that fits.</summary>
    public async Task<JsonObject> ReceiveUntilAsync(
        Func<JsonObject, bool> fits,
        [CallerArgumentExpression(nameof(fits))] string what = "")
    {
        using var wait = new Wait($"a frame that fits {what}");
        while (await ReceiveAsync(wait) is { } frame)
            if (fits(frame)) return frame;
        throw wait.Ended("The stream ended");
    }

    /// <summary>Reads on until the stream ends: the types of the frames that came before.</summary>
    public async Task<List<string>> ReceiveEndAsync()
    {
        using var wait = new Wait("the stream's end");
        var types = new List<string>();
        while (await ReceiveAsync(wait) is { } frame) types.Add((string)frame["type"]!);
        return types;
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        _http.Dispose();
        return default;
    }

    private static async Task<(HttpClient Http, HttpResponseMessage Response)> RequestAsync(
        RealtimeServer server, string query, string userId, string? lastEventId, object? body, string? origin = null)
    {
        var http = new HttpClient { BaseAddress = server.Http };
        if (userId.Length > 0)
            http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        using var request = new HttpRequestMessage(
            body is null ? HttpMethod.Get : HttpMethod.Post,
            new Uri($"/api/v1/pipelines/events{query}", UriKind.Relative));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return (
            http,
            await http.SendAsync(
                    request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken)
                .WaitAsync(WireClient.Limit));
    }
}
