using Dpa.Realtime.Backplane;
using Dpa.Realtime.FanOut;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>How long a place on an owner's list is kept.</summary>
public sealed class OwnerListTests : NodesTest
{
    private const int Many = 1100; // more than a page looks at
    private const int AtOnce = 50;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Query_OfAListWhoseNewestAreGone_ListsWhatIsOlder(bool isTheirPlaceOver)
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("live", Owner), "t", Ct);
        foreach (var some in Enumerable.Range(0, Many).Chunk(AtOnce))
            await Task.WhenAll(some.Select(i => EndedAsync(node, $"p-{i}")));
        await (await SharedServers.Server).CommandAsync(
            "EVAL", "for _, k in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', k) end", "0",
            $"{Prefix}:{{p-*");
        // a place is kept for two leases longer than its pipeline
        if (isTheirPlaceOver) Pass(TimeSpan.FromHours(24) + (3 * Options.ProducerLease));

        var page = await new PipelineLists(node.Backplane).QueryAsync(new PipelineQuery(Owner), Ct);

        Assert.Equal(["live"], page.Pipelines.Select(s => s.Id));
        Assert.Null(page.Next);
        Assert.Equal(
            isTheirPlaceOver ? 1 : Many + 1, (await node.Backplane.ReadListAsync(Owner, null, 2 * Many, Ct)).Length);
    }

    /// <summary>Leases renew the entry: it outlives what its place was kept for.</summary>
    [Fact]
    public async Task List_OfARunThatIsLongerThanUnfinishedPipelinesAreKept_HasIt()
    {
        Options.ProducerLease = TimeSpan.FromDays(1);
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("long", Owner) { Stages = [new("a")] }, "t", Ct);
        await node.Backplane.ApplyAsync(Change("long", "t", 1, Begin("a")), Ct);
        for (var halfDays = 0; halfDays < 2 * 30; halfDays++)
        {
            Pass(Options.ProducerLease / 2);
            await node.Backplane.RenewLeasesAsync([new("long", "t")], Ct);
        }

        await node.Backplane.StartAsync(new PipelineStart("another", Owner), "t", Ct); // removes what is over

        Assert.Equal(["another", "long"], await ListedAsync(node));
    }

    /// <summary>The node that started it died before it wrote the list, or knew of no lists.</summary>
    [Fact]
    public async Task List_OfAPipelineThatIsNotOnIt_HasItOnceItsLeaseIsRenewedOrOver()
    {
        var (one, _) = await NodeAsync();
        await one.Backplane.StartAsync(new PipelineStart("left", Owner), "t", Ct);
        await one.Backplane.StartAsync(new PipelineStart("resumed", Owner), "t", Ct);
        foreach (var name in new[] { "list", "ends" })
            await (await SharedServers.Server).CommandAsync("DEL", $"{Prefix}:owner:{{{Owner}}}:{name}");
        var (other, _) = await NodeAsync();
        Assert.Empty(await ListedAsync(other));

        await other.Backplane.ResumeAsync("resumed", "u", true, Ct);
        await other.Backplane.RenewLeasesAsync([new("resumed", "u")], Ct);
        Assert.Equal(["resumed"], await ListedAsync(other));
        Pass(Options.ProducerLease + TimeSpan.FromSeconds(1));
        await other.Backplane.SweepAsync(Ct);

        Assert.Equal(["left", "resumed"], await ListedAsync(other));
    }

    private static async Task EndedAsync(RedisNode node, string id)
    {
        await node.Backplane.StartAsync(new PipelineStart(id, Owner), "t", Ct);
        await node.Backplane.ApplyAsync(Change(id, "t", 1) with { Status = PipelineStatus.Completed }, Ct);
    }

    private static async Task<string[]> ListedAsync(RedisNode node) =>
    [
        .. (await node.Backplane.ReadListAsync(Owner, null, 10, Ct)).Select(ListKey.IdOf).Order(StringComparer.Ordinal),
    ];
}
