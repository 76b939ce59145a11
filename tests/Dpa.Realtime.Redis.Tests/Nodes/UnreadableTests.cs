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
        foreach (var id in new[] { "a", "b", "c" }) await host.Backplane.StartAsync(new PipelineStart(id, "user"), "t", Ct);
        await server.CommandAsync("HSET", "dpa:{b}", "h", "not what was written");

        for (var i = 0; i < 5; i++) Assert.Equal(["a", "c"], (await host.Backplane.ReadAsync(["a", "b", "c"], Ct)).Select(s => s.Id));

        Assert.StartsWith("Redis: ForeignData", Assert.Single(host.Lines.Warnings), StringComparison.Ordinal);
        Assert.Equal(5, host.Counts["failures"]);
        Assert.Equal("backplane_unavailable", (await Assert.ThrowsAsync<PipelineException>(async () => await host.Backplane.ReadAsync(["b"], Ct))).Code);
        Assert.DoesNotContain(host.Lines.All, l => l.Text.Contains("answers again", StringComparison.Ordinal)); // it was no outage
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

        await Eventually.HoldsAsync(async () => await server.CommandAsync("HEXISTS", "dpa:{a}", "h") == "1", "the other is restored");
        await Eventually.HoldsAsync(async () => (await host.HealthAsync()).Status == HealthStatus.Healthy, "the node is healthy");
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

    private async Task SpoilAsync(string id) => await (await SharedServers.Server).CommandAsync("HSET", $"{Prefix}:{{{id}}}", "h", "not what was written", "r", "another");
}
