using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Dpa.Realtime.Client.Tests.Fakes;

/// <summary>The server's HTTP: what was asked, and what is answered by the end of the path.</summary>
internal sealed class FakeHttp : HttpMessageHandler
{
    private readonly ConcurrentDictionary<string, Func<FakeRequest, HttpResponseMessage>> _answers = new();

    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public IReadOnlyList<FakeRequest> Polls =>
        [.. Requests.Where(r => r.Path.EndsWith("/pipelines/progress", StringComparison.Ordinal))];

    public IReadOnlyList<FakeRequest> Streams =>
        [.. Requests.Where(r => r.Path.EndsWith("/events", StringComparison.Ordinal))];

    /// <summary>What is answered where the path ends so; 404 with a page where nothing was said.</summary>
    public void On(string pathEnd, Func<FakeRequest, HttpResponseMessage> answer) => _answers[pathEnd] = answer;

    public static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Page(HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent("<html>Welcome</html>", Encoding.UTF8, "text/html") };

    public static HttpResponseMessage Stream(Stream stream)
    {
        var answer = new HttpResponseMessage { Content = new StreamContent(stream) };
        answer.Content.Headers.ContentType = new("text/event-stream");
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var seen = new FakeRequest(
            request.Method, request.RequestUri!.AbsolutePath, request.RequestUri.Query,
            request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value)),
            body)
        {
            StreamsInBrowser =
                request.Options.TryGetValue(
                    new HttpRequestOptionsKey<bool>("WebAssemblyEnableStreamingResponse"), out var streams) && streams,
        };
        Requests.Enqueue(seen);
        foreach (var (end, answer) in _answers)
            if (seen.Path.EndsWith(end, StringComparison.Ordinal)) return answer(seen);
        return Page(HttpStatusCode.NotFound);
    }
}
