using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>By requests that are held until there is something newer.</summary>
internal sealed class LongPollWalk(RealtimeServer server) : IWalkTransport
{
    public async Task ReadAsync(WalkState walk, Func<bool> enough)
    {
        using var http = new HttpClient { BaseAddress = server.Http, Timeout = WireClient.Limit };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!enough())
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri($"/api/v1/pipelines/{walk.PipelineId}/progress?wait=10", UriKind.Relative));
            if (walk.State is not null)
                request.Headers.IfNoneMatch.ParseAdd($"\"{walk.Position}\"");
            using var answer = await http.SendAsync(request, limit.Token);
            if (answer.StatusCode != HttpStatusCode.NotModified)
                walk.Apply((await answer.Content.ReadFromJsonAsync<JsonObject>(limit.Token))!);
        }
    }
}
