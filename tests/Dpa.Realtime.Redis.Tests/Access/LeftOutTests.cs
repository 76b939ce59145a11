using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Dpa.Realtime.Connections;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Access;

/// <summary>
/// An entry that this version cannot read is there: whoever asks for it among others is not told that there is no such
/// pipeline.
/// </summary>
public sealed class LeftOutTests : IAsyncLifetime
{
    private static readonly string[] Ids = ["a", "unreadable", "c", "gone"];

    private readonly string _prefix = $"l{Guid.NewGuid():N}";
    private SocketNode _node = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var server = await SharedServers.Server;
        _node = await SocketNode.StartAsync(server.Address, _prefix, _prefix, new OwnerOnlyAuthorizer());
        foreach (var id in Ids[..3]) await _node.Notifier.StartAsync(new PipelineStart(id, "user-1"), Ct);
        await server.CommandAsync("HSET", $"{_prefix}:{{unreadable}}", "h", "not what was written");
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Subscribe_ToManyOfWhichOneIsUnreadable_SaysSoOfThatOne()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("dpa.realtime.v1");
        using var wait = new Wait("an answer for each");
        await socket.ConnectAsync(
            new UriBuilder(_node.Http) { Scheme = "ws", Path = "/api/v1/ws/user-1" }.Uri, wait.Token);
        var subscribe = new JsonObject
        {
            ["type"] = "subscribe_pipeline",
            ["pipeline_ids"] = new JsonArray([.. Ids.Select(i => (JsonNode)i)]),
        };
        await socket.SendAsync(
            Encoding.UTF8.GetBytes(subscribe.ToJsonString()), WebSocketMessageType.Text, true, wait.Token);

        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (answers.Count < Ids.Length)
        {
            var frame = await ReadAsync(socket, wait);
            if ((string?)frame["type"] == "subscription_confirmed")
                answers[(string)frame["pipeline_id"]!] = "confirmed";
            if ((string?)frame["type"] == "error")
                answers[(string)frame["pipeline_id"]!] = (string)frame["code"]!;
        }

        Assert.Equal(
            ["a confirmed", "c confirmed", "gone not_found", "unreadable backplane_unavailable"],
            answers.Select(a => $"{a.Key} {a.Value}"));
    }

    [Fact]
    public async Task Poll_OfManyOfWhichOneIsUnreadable_SaysSoOfThatOne()
    {
        using var http = new HttpClient { BaseAddress = _node.Http };
        http.DefaultRequestHeaders.Add("X-USER-ID", "user-1");
        using var wait = new Wait("the answer");
        var positions = new { positions = Ids.ToDictionary(i => i, _ => (object?)null) };
        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/pipelines/progress", UriKind.Relative), positions, wait.Token);

        Assert.Equal(200, (int)answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(wait.Token))!;
        Assert.Equal(["a", "c"], body["pipelines"]!.AsArray().Select(p => (string?)p!["pipeline_id"]).Order());
        Assert.Equal(["gone"], body["not_found"]!.AsArray().Select(i => (string?)i));
        Assert.Equal(["unreadable"], body["unavailable"]!.AsArray().Select(i => (string?)i));
    }

    private static async Task<JsonNode> ReadAsync(ClientWebSocket socket, Wait wait)
    {
        var (buffer, length) = (new byte[1 << 16], 0);
        ValueWebSocketReceiveResult received;
        do
        {
            received = await wait.ReadAsync(token => socket.ReceiveAsync(buffer.AsMemory(length), token));
            length += received.Count;
        }
        while (!received.EndOfMessage);
        wait.Came(Encoding.UTF8.GetString(buffer, 0, length));
        return JsonNode.Parse(buffer.AsSpan(0, length))!;
    }
}
