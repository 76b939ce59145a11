using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.FunctionalTests.Hosting;

namespace Dpa.Realtime.FunctionalTests.Diagnostics;

/// <summary>
/// What must not be in any line on any level: everything secret that a caller sends is marked, and looked for.
/// </summary>
public sealed class LogCanaryTests
{
    private const string Canary = "CANARY";

    [Fact]
    public async Task Logs_OfEveryLevel_HoldNoTicketNoQueryAndNoHeader()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo);
        await using var run = await server.Progress.StartAsync(
            new PipelineStart("p", "user-1"), TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {Canary}");
        http.DefaultRequestHeaders.Add("Cookie", $"session={Canary}");
        using var issued = await http.PostAsync(
            new Uri($"/api/v1/ws/ticket?q={Canary}", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var ticket = (string)
            (await issued.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["ticket"]!;

        await using (
            var client = await WireClient.ConnectAsync(
                server, query: $"?ticket={ticket}&q={Canary}&connection_id=tab-1"))
        {
            await client.SendAsync(new { type = "subscribe_pipeline", pipeline_id = "p", request_id = Canary });
            await client.ReceiveAsync("subscription_confirmed");
            await client.SendAsync(new { type = "authenticate", ticket = Canary });
            await client.ReceiveAsync("error");
            await client.SendAsync(new { type = "control", pipeline_id = "p", action = "cancel", reason = Canary });
            await client.ReceiveAsync("error");
            await client.SendTextAsync($"{{\"{Canary}\":");
            await client.ReceiveAsync("error");
        }

        await RefuseAsync(server, $"/api/v1/ws/user-1?ticket={Canary}", ticket);
        foreach (
            var path in new[]
            {
                "/api/v1/pipelines/p/progress?wait=x&q=", "/api/v1/pipelines/progress?ids=",
                "/api/v1/pipelines/events?ids=!", "/api/v1/ws/user-1?ticket=",
            })
        {
            // A stream answers for each id and stays open.
            using var answer = await http.GetAsync(
                new Uri(path + Canary, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken);
        }

        using var limit = new CancellationTokenSource(WireClient.Limit);
        while (!lines.Of("ConnectionClosed").Any()) limit.Token.ThrowIfCancellationRequested();
        // the levels are all on
        Assert.Contains(lines.Of("ConnectionOpened"), l => l.Message.Contains("tab-1", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, l => Holds(l, Canary) || Holds(l, ticket));
    }

    [Fact]
    public async Task Logs_OfAUserThatTurnsTheLineAround_ShowTheCode()
    {
        using var lines = new LogLines();
        await using var server = await RealtimeServer.StartAsync(build: lines.AddTo);

        await using var client = await WireClient.ConnectAsync(server, "user\u202E1");

        Assert.Contains(lines.Of("ConnectionOpened"), l =>
            l.Message.Contains("user\\u202E1", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, l => Holds(l, "\u202E"));
    }

    private static bool Holds(LogLine line, string text) =>
        line.Message.Contains(text, StringComparison.Ordinal) || line.Rest.Contains(text, StringComparison.Ordinal);

    private static async Task RefuseAsync(RealtimeServer server, string pathAndQuery, string protocol)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await Assert.ThrowsAsync<WebSocketException>(() =>
            socket.ConnectAsync(new Uri(server.WebSocket, pathAndQuery), TestContext.Current.CancellationToken));
    }
}
