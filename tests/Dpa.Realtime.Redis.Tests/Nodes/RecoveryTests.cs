using Dpa.Realtime.Faults;
using Dpa.Realtime.Faults.Redis;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>How often a node compares all that it holds, which costs seconds where it holds much.</summary>
public sealed class RecoveryTests : NodesTest
{
    [Fact]
    public async Task Comparison_ThatTakesLongerThanASweep_IsMadeOnce()
    {
        var (node, ear) = await NodeAsync();
        await PlayAsync("late", "present");
        await node.Backplane.SweepAsync(Ct); // hears of it
        await FlushAsync();

        // The late one is waited for; meanwhile a sweep follows the other.
        await Eventually.HoldsAsync(
            async () =>
            {
                await node.Backplane.SweepAsync(Ct);
                return ear.Reconnected > 0;
            },
            "it has compared");
        await ArriveAsync("late");
        Assert.Empty(await node.Backplane.ReadAsync(["gone"], Ct)); // answered only when nothing is left to be compared

        Assert.Equal(1, ear.Reconnected);
    }

    [Fact]
    public async Task Readmission_BeforeTheNodesHaveCompared_IsRefusedAtOnceAndTakenAfterwards()
    {
        var (node, _) = await NodeAsync();
        var started = await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await FlushAsync();

        Assert.Equal(
            "backplane_unavailable",
            (
                await Assert.ThrowsAsync<PipelineException>(async () =>
                    await node.Backplane.ReadmitAsync(started.State!, "t", Ct))).Code);

        ApplyResult? taken = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (taken = await node.Backplane.ReadmitAsync(started.State!, "t", Ct)) is not null;
                }
                catch (PipelineException e) when (e.IsRetryable)
                {
                    return false;
                }
            },
            "it is taken");
        Assert.Equal((ApplyStatus.Applied, started.State!.Position.Epoch), (taken!.Status, taken.State!.Continues));
    }

    [Fact]
    public async Task TimeOuts_OfAServerThatIsThere_MakeNoComparison()
    {
        await using var server = await RedisServer.StartAsync();
        var (node, ear) = await NodeAsync(server.Address);

        await TimeOutAsync(server, node);
        await node.Backplane.ReadAsync(["gone"], Ct);
        await node.Backplane.ReadAsync(["gone"], Ct);

        Assert.Equal(0, ear.Reconnected);
    }

    [Fact]
    public async Task TimeOuts_InWhichLeasesRanOut_LoseNoProducerForALeasesTime()
    {
        await using var server = await RedisServer.StartAsync();
        var (node, ear) = await NodeAsync(server.Address);
        await node.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a")] }, "t", Ct);
        await node.Backplane.ApplyAsync(Change("p", "t", 1, Begin("a")), Ct);
        Pass(Options.ProducerLease - TimeSpan.FromSeconds(1));
        await TimeOutAsync(server, node);
        await node.Backplane.ReadAsync(["p"], Ct);

        Pass(TimeSpan.FromSeconds(2));
        await node.Backplane.SweepAsync(Ct);
        Assert.Empty(ear.Lost);

        Pass(Options.ProducerLease);
        await node.Backplane.SweepAsync(Ct);
        Assert.Single(ear.Lost);
    }

    [Fact]
    public async Task Outage_ThatOutlivesTheSlotsOfSilentRuns_LosesNoneOfThemWhereRedisIsEmptyAfterwards()
    {
        await using var server = await RedisServer.StartAsync();
        var (node, ear) = await NodeAsync(server.Address);
        var started = await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await server.KillAsync();
        await Eventually.HoldsAsync(
            async () =>
                await Record.ExceptionAsync(async () => await node.Backplane.RenewLeasesAsync([new("p", "t")], Ct))
                is PipelineException,
            "it is unreachable");
        await SweepAsync(node); // from here on the node knows it

        Pass(3 * Options.ProducerLease);
        for (var i = 0; i < 3; i++) await SweepAsync(node);
        await server.RestartAsync(isEmpty: true);
        await ear.UntilAsync(e => e.Reconnected > 0);

        PipelineState? restored = null;
        await Eventually.HoldsAsync(
            async () => (restored = (await node.Backplane.ReadAsync(["p"], Ct)).SingleOrDefault()) is not null,
            "it is restored");
        Assert.Equal(started.State!.Position.Epoch, restored!.Continues);
    }

    private static async Task SweepAsync(RedisNode node) =>
        _ = await Record.ExceptionAsync(async () => await node.Backplane.SweepAsync(Ct));

    [Fact]
    public async Task Loss_TheNodeSaysThatItRestoresBeforeItMakesItsOffers()
    {
        await using var server = await RedisServer.StartAsync();
        var (node, ear) = await NodeAsync(server.Address);
        for (var i = 0; i < 10; i++) await node.Backplane.StartAsync(new PipelineStart($"p{i}", Owner), "t", Ct);
        await server.CommandAsync("CONFIG", "SET", "slowlog-max-len", "10000");
        await server.CommandAsync("FLUSHALL");
        await server.CommandAsync("CONFIG", "SET", "slowlog-log-slower-than", "0"); // every command, in its order

        await node.Backplane.SweepAsync(Ct);
        await ear.UntilAsync(e => e.Reconnected == 1);

        string[] lines = (await server.CommandAsync("SLOWLOG", "GET", "10000")).Split('\n');
        Array.Reverse(lines); // the newest is first, and so are then the last arguments
        var restoring = Enumerable
            .Range(0, lines.Length - 1)
            .FirstOrDefault(i => lines[i] == $"{{{Prefix}}}:restoring" && lines[i + 1] == "ZADD", -1);
        var offer = Array.FindIndex(lines, l => l.EndsWith(":offer", StringComparison.Ordinal));
        Assert.True(restoring >= 0 && offer > restoring, $"{restoring} {offer}");
    }

    [Fact]
    public async Task Pipelines_OfAnOwnerThatAreGone_AreTakenFromTheListTogether()
    {
        await using var server = await RedisServer.StartAsync();
        var (node, _) = await NodeAsync(server.Address);
        await node.Backplane.StartAsync(new PipelineStart("there", Owner), "t", Ct);
        await server.CommandAsync([
            "SADD", $"{Prefix}:owner:{{{Owner}}}",
            .. Enumerable.Range(0, 1200).Select(i => $"gone{i}"),
        ]);
        await server.CommandAsync("CONFIG", "RESETSTAT");

        Assert.Equal(["there"], await node.Backplane.ReadOwnerAsync(Owner, Ct));

        Assert.Equal("1", await server.CommandAsync("SCARD", $"{Prefix}:owner:{{{Owner}}}"));
        Assert.StartsWith("calls=3,", await server.InfoAsync("commandstats", "cmdstat_srem"), StringComparison.Ordinal);
    }

    /// <summary>A call is not answered in time, and no connection breaks.</summary>
    private static async Task TimeOutAsync(RedisServer server, RedisNode node)
    {
        server.Pause();
        try
        {
            Assert.Contains(
                "in time",
                (
                    await Assert.ThrowsAsync<PipelineException>(async () =>
                        await node.Backplane.ReadPositionsAsync(["p"], Ct))).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            server.Resume();
        }
    }
}
