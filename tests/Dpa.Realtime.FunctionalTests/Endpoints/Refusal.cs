using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Endpoints;

/// <summary>
/// What a transport says to a request that it does not serve: a status where the caller is not taken, otherwise the
/// code of docs/protocol.md#error-codes.
/// </summary>
internal static class Refusal
{
    public static Task<string> OfAsync(string transport, RealtimeServer server, string userId, string pipelineId) =>
        transport switch
        {
            TransportNames.Socket => OfSocketAsync(server, userId, pipelineId),
            TransportNames.Events => OfRequestAsync(
                server, userId, $"/api/v1/pipelines/events?ids={Uri.EscapeDataString(pipelineId)}"),
            TransportNames.LongPoll => OfRequestAsync(
                server, userId, $"/api/v1/pipelines/{Uri.EscapeDataString(pipelineId)}/progress?wait=1"),
            _ => OfRequestAsync(
                server, userId, "/api/v1/pipelines/progress",
                new JsonObject { ["positions"] = new JsonObject { [pipelineId] = null } }),
        };

    private static async Task<string> OfSocketAsync(RealtimeServer server, string userId, string pipelineId)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(
                new Uri(server.WebSocket, $"/api/v1/ws/{(userId.Length > 0 ? userId : "somebody")}"),
                TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            return $"{(int)socket.HttpStatusCode}";
        }

        await using var client = await WireClient.ConnectAsync(server, userId);
        await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = pipelineId });
        return (string)(await client.ReceiveAsync("error"))["code"]!;
    }

    private static async Task<string> OfRequestAsync(
        RealtimeServer server, string userId, string address, JsonObject? body = null)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        if (userId.Length > 0)
            http.DefaultRequestHeaders.Add("X-USER-ID", userId);
        using var request = new HttpRequestMessage(
            body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(address, UriKind.Relative));
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.ServiceUnavailable)
            return $"{(int)answer.StatusCode}";
        if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            await using var client = await EventClient.OpenAsync(
                server, address[address.IndexOf('?', StringComparison.Ordinal)..], userId);
            return (string)(await client.ReceiveAsync("error"))["code"]!;
        }

        var json = (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        if (json["errors"] is JsonArray { Count: 1 } errors) return (string)errors[0]!["code"]!;
        return json["not_found"] is JsonArray { Count: 1 } ? "not_found" : (string)json["code"]!;
    }
}
