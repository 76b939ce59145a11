using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>An entry that this version did not write.</summary>
public sealed class UnreadableTests : NodesTest
{
    [Fact]
    public async Task BulkRead_WithOneUnreadableEntry_AnswersTheOthersAndIsOneLine()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = await RealtimeHost.StartAsync(server.Address);
        foreach (var id in new[] { "a", "b", "c" })
            await host.Backplane.StartAsync(new PipelineStart(id, "user"), "t", Ct);
        await server.CommandAsync("HSET", "dpa:{b}", "h", "not what was written");

        for (var i = 0; i < 5; i++)
            Assert.Equal(["a", "c"], (await host.Backplane.ReadAsync(["a", "b", "c"], Ct)).Select(s => s.Id));

        Assert.StartsWith("Redis: ForeignData", Assert.Single(host.Lines.Warnings), StringComparison.Ordinal);
        Assert.Equal(5, host.Counts["failures"]);
        Assert.Equal(
            "backplane_unavailable",
            (await Assert.ThrowsAsync<PipelineException>(async () => await host.Backplane.ReadAsync(["b"], Ct))).Code);
        // it was no outage
        Assert.DoesNotContain(host.Lines.All, l => l.Text.Contains("answers again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OneUnreadableEntry_AfterALoss_KeepsNoOtherFromBeingRestoredNorTheNodeFromBeingHealthy()
    {
        await using var server = await RedisServer.StartAsync();
        await using var host = await RealtimeHost.StartAsync(server.Address);
        foreach (var id in new[] { "a", "b" }) await host.Backplane.StartAsync(new PipelineStart(id, "user"), "t", Ct);

        // An older copy, which another version has written to, and one that is gone.
        await server.CommandAsync("HSET", "dpa:{b}", "h", "not what was written", "p", "0:1", "r", "another");
        await server.CommandAsync("DEL", "dpa:{a}");
        await server.CommandAsync("CLIENT", "KILL", "TYPE", "normal");

        await Eventually.HoldsAsync(
            async () => await server.CommandAsync("HEXISTS", "dpa:{a}", "h") == "1",
            "the other is restored");
        await Eventually.HoldsAsync(
            async () => (await host.HealthAsync()).Status == HealthStatus.Healthy,
            "the node is healthy");
        Assert.Equal("not what was written", await server.CommandAsync("HGET", "dpa:{b}", "h"));
    }

    [Fact]
    public async Task OneUnreadableEntry_AmongThoseWhoseProducersAreLost_KeepsNoOtherFromItsEnd()
    {
        var (node, ear) = await NodeAsync();
        for (var i = 0; i < 70; i++) // more than are looked at at once
        {
            await node.Backplane.StartAsync(new PipelineStart($"p{i}", Owner) { Stages = [new("a")] }, "t", Ct);
            await node.Backplane.ApplyAsync(Change($"p{i}", "t", 1, Begin("a")), Ct);
        }

        await SpoilAsync("p1");
        Pass(Options.ProducerLease + TimeSpan.FromSeconds(1));
        await node.Backplane.SweepAsync(Ct);

        Assert.Equal(69, ear.Lost.Count);
    }

    [Fact]
    public async Task OneUnreadableEntry_AmongThoseWhoseLeasesAreRenewed_KeepsNoOtherFromItsLease()
    {
        var (node, _) = await NodeAsync();
        foreach (var id in new[] { "a", "b" }) await node.Backplane.StartAsync(new PipelineStart(id, Owner), "t", Ct);
        await SpoilAsync("a");
        await (await SharedServers.Server).CommandAsync("HDEL", $"{Prefix}:{{a}}", "w:t");

        await node.Backplane.RenewLeasesAsync([new("a", "t"), new("b", "t")], Ct);
    }

    [Fact]
    public async Task OneUnreadableEntry_AmongSeveralThatAreSubscribedOrPolled_IsNotCalledNotFound()
    {
        await using var node = await SocketNode.StartAsync(
            (await SharedServers.Server).Address, Prefix, "node", new Anybody());
        await using var a = await node.Notifier.StartAsync(new PipelineStart("a", "user-1"), Ct);
        await using var b = await node.Notifier.StartAsync(new PipelineStart("b", "user-1"), Ct);
        await SpoilAsync("b");
        using var wait = new Wait("three answers");
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("dpa.realtime.v1");
        await socket.ConnectAsync(
            new UriBuilder(node.Http) { Scheme = "ws", Path = "/api/v1/ws/user-2" }.Uri,
            wait.Token
        );
        await socket.SendAsync(
            """{"type":"subscribe_pipeline","pipeline_ids":["a","b","gone"]}"""u8.ToArray(),
            WebSocketMessageType.Text,
            true,
            wait.Token
        );

        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var buffer = new byte[1 << 16];
        while (answers.Count < 3)
        {
            var frame = JsonNode.Parse(buffer.AsSpan(0, (await socket.ReceiveAsync(buffer, wait.Token)).Count))!;
            if ((string?)frame["pipeline_id"] is { } id) answers[id] = (string?)frame["code"] ?? (string)frame["type"]!;
        }

        Assert.NotEqual("error", answers["a"]);
        Assert.Equal(("backplane_unavailable", "not_found"), (answers["b"], answers["gone"]));
    }

    [Fact]
    public async Task OneUnreadableEntry_OnAList_IsLeftOutAlsoWhereItIsTheOnlyOne()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("a", Owner), "t", Ct);
        await SpoilAsync("a");
        var lists = new PipelineLists(node.Backplane);
        Assert.Empty((await lists.QueryAsync(new PipelineQuery(Owner), Ct)).Pipelines);

        await node.Backplane.StartAsync(new PipelineStart("b", Owner), "t", Ct);

        Assert.Equal(["b"], (await lists.QueryAsync(new PipelineQuery(Owner), Ct)).Pipelines.Select(s => s.Id));
    }

    private async Task SpoilAsync(string id) =>
        await (await SharedServers.Server).CommandAsync(
            "HSET", $"{Prefix}:{{{id}}}", "h", "not what was written", "r", "another");

    private sealed class Anybody : IPipelineAuthorizer
    {
        public ValueTask<bool> CanReadAsync(
            System.Security.Claims.ClaimsPrincipal principal, string userId, PipelineState pipeline,
            CancellationToken cancellationToken) => new(true);
    }
}
