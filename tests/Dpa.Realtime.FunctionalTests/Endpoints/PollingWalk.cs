using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>By one request after the other for what is newer.</summary>
internal sealed class PollingWalk(RealtimeServer server) : IWalkTransport
{
    public async Task ReadAsync(WalkState walk, Func<bool> enough)
    {
        using var http = new HttpClient { BaseAddress = server.Http, Timeout = WireClient.Limit };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!enough())
        {
            object? held = walk.State is null
                ? null
                : new { epoch = walk.Position.Epoch, version = walk.Position.Version };
            var body = new { positions = new Dictionary<string, object?> { [walk.PipelineId] = held } };
            using var answer = await http.PostAsJsonAsync(
                new Uri("/api/v1/pipelines/progress", UriKind.Relative), body, limit.Token);
            var states = (await answer.Content.ReadFromJsonAsync<JsonObject>(limit.Token))!["pipelines"]!.AsArray();
            foreach (var state in states) walk.Apply(state!.AsObject());
        }
    }
}
