using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>An entry that this version did not write.</summary>
public sealed class UnreadableTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
}
