using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>What one node does for another.</summary>
public sealed class AcrossNodesTests : NodesTest
{
    [Fact]
    public async Task Lease_RunsOutWhileAllNodesSweep_OneIsTold()
    {
        var nodes = new[] { await NodeAsync(), await NodeAsync(), await NodeAsync() };
        for (var i = 0; i < 20; i++)
            await nodes[0].Node.Backplane.StartAsync(new PipelineStart($"p{i}", Owner), "t", Ct);

        Pass(Options.ProducerLease * 1.5);
        await Task.WhenAll(nodes.Select(n => Task.Run(async () => await n.Node.Backplane.SweepAsync(Ct), Ct)));
        await Task.WhenAll(nodes.Select(n => Task.Run(async () => await n.Node.Backplane.SweepAsync(Ct), Ct)));

        var told = nodes.SelectMany(n => n.Ear.Lost).Select(l => l.State.Id).ToArray();
        Assert.Equal((20, 20), (told.Length, told.Distinct().Count()));
        Assert.Equal(Options.LostProducerStatus, (await ReadAsync(nodes[2].Node, "p7")).Status);
    }

    [Fact]
    public async Task Sweep_BeforeALeasesTimeSinceRedisWasReached_JudgesNobody()
    {
        var (one, _) = await NodeAsync();
        await one.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        Pass(Options.ProducerLease * 1.5);

        var (two, ear) = await NodeAsync(); // it cannot know how long Redis was away before it came
        await two.Backplane.SweepAsync(Ct);
        Assert.Empty(ear.Lost);

        Pass(Options.ProducerLease * 1.1);
        await two.Backplane.SweepAsync(Ct);
        Assert.Single(ear.Lost);
    }

    [Fact]
    public async Task Control_FromAnotherNode_IsAnsweredByTheProducers()
    {
        var ((watching, _), (producing, ear)) = (await NodeAsync(), await NodeAsync());
        await producing.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        // the node answers that no run took it
        Assert.False(await watching.Backplane.ControlAsync("p", PipelineControls.Cancel, "not yet", Ct));

        ear.Produces.Add("p");

        Assert.True(await watching.Backplane.ControlAsync("p", PipelineControls.Interrupt, "enough", Ct));
        Assert.Equal([("p", PipelineControls.Interrupt, "enough")], ear.Controls);
        Assert.False(await watching.Backplane.ControlAsync("unknown", PipelineControls.Cancel, null, Ct));
    }

    [Fact]
    public async Task Control_TheProducersNodeIsGone_IsNotTakenAndDoesNotWait()
    {
        var ((watching, _), (producing, _)) = (await NodeAsync(), await NodeAsync());
        await producing.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await producing.DisposeAsync();

        Assert.False(await watching.Backplane.ControlAsync("p", PipelineControls.Cancel, null, Ct));
    }

    [Fact]
    public async Task Owner_StartsOnAnotherNode_AreToldAndIndexed()
    {
        var ((watching, ear), (producing, _)) = (await NodeAsync(), await NodeAsync());
        const string owner = "user {with} braces:1";
        Assert.Empty(await watching.Backplane.SubscribeOwnerAsync(owner, Ct));

        await producing.Backplane.StartAsync(new PipelineStart("p", owner), "t", Ct);

        await ear.UntilAsync(e => e.Started.Contains((owner, "p")));
        Assert.Equal(["p"], await watching.Backplane.SubscribeOwnerAsync(owner, Ct));
        await producing.Backplane.ApplyAsync(Change("p", "t", 1) with { Status = PipelineStatus.Completed }, Ct);
        Assert.Empty(await watching.Backplane.SubscribeOwnerAsync(owner, Ct));
    }

    [Fact]
    public async Task Parent_WasNotToldOfItsChildsEnd_IsToldByTheSweep()
    {
        var server = await SharedServers.Server;
        var ((one, first), (two, second)) = (await NodeAsync(), await NodeAsync());
        await one.Backplane.StartAsync(new PipelineStart("batch", Owner) { Children = 1 }, "t", Ct);
        await one.Backplane.StartAsync(new PipelineStart("c", Owner) { ParentId = "batch" }, "t", Ct);

        // As if the node had died between the child's write and the parent's: the parent is out of its sight meanwhile.
        await server.CommandAsync("RENAME", $"{Prefix}:{{batch}}", $"{Prefix}:away");
        await one.Backplane.ApplyAsync(Change("c", "t", 1) with { Status = PipelineStatus.Completed }, Ct);
        await server.CommandAsync("RENAME", $"{Prefix}:away", $"{Prefix}:{{batch}}");
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync(two, "batch")).Status);

        Pass(Options.ProducerLease * 1.5);
        await two.Backplane.SweepAsync(Ct);
        await one.Backplane.SweepAsync(Ct);

        Assert.Equal(PipelineStatus.Completed, (await ReadAsync(two, "batch")).Status);
        Assert.Equal("batch", Assert.Single(first.Lost.Concat(second.Lost)).State.Id);
    }

    [Fact]
    public async Task Parent_ManyChildrenAtOnceOnTwoNodes_CostsItFewWritesAndCountsEach()
    {
        const int each = 250;
        var nodes = new[] { (await NodeAsync()).Node, (await NodeAsync()).Node };
        await nodes[0].Backplane.StartAsync(new PipelineStart("batch", Owner) { Children = 2 * each }, "t", Ct);
        string[] ids = [.. Enumerable.Range(0, 2 * each).Select(i => $"c{i}")];
        var before = await WritesAsync();
        await Task.WhenAll(
            ids.Select(
                (id, i) =>
                    nodes[i % 2]
                        .Backplane.StartAsync(new PipelineStart(id, Owner) { ParentId = "batch" }, "t", Ct)
                        .AsTask()));
        await Task.WhenAll(
            ids.Select(
                (id, i) =>
                    nodes[i % 2]
                        .Backplane.ApplyAsync(
                            Change(id, "t", 1) with
                            {
                                Status = i % 5 == 0 ? PipelineStatus.Failed : PipelineStatus.Completed,
                            },
                            Ct)
                        .AsTask()));

        var batch = await ReadAsync(nodes[1], "batch");
        Assert.Equal((PipelineStatus.Completed, 100.0), (batch.Status, batch.OverallProgress));
        Assert.Equal(
            [(PipelineStatus.Completed, each * 8 / 5), (PipelineStatus.Failed, each * 2 / 5)],
            batch.Children.Select(c => (c.Key, c.Value)));
        Assert.InRange(batch.Position.Version, 2, each); // 1,000 changes of children
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{await WritesAsync() - before} commits, the parent's version is {batch.Position.Version}");
    }

    [Fact]
    public async Task Subscriptions_OfOneNode_AreOneChannelUntilTheLastHasLeft()
    {
        var server = await SharedServers.Server;
        var (node, _) = await NodeAsync();
        var channel = $"{Prefix}:{{p}}";
        for (var i = 0; i < 25; i++) await node.Backplane.SubscribeAsync("p", Ct);
        Assert.Equal($"{channel}\n1", await server.CommandAsync("PUBSUB", "NUMSUB", channel));

        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    i % 2 == 0
                        ? node.Backplane.UnsubscribeAsync("p", Ct).AsTask()
                        : node.Backplane.SubscribeAsync("p", Ct).AsTask()));
        for (var i = 0; i < 25; i++)
            await node.Backplane.UnsubscribeAsync("p", Ct);

        await Eventually.HoldsAsync(
            async () => await server.CommandAsync("PUBSUB", "NUMSUB", channel) == $"{channel}\n0",
            "no subscription is left");
    }

    private static async Task<long> WritesAsync() =>
        long.TryParse(
            System
                .Text.RegularExpressions.Regex.Match(
                    await (await SharedServers.Server).CommandAsync("INFO", "commandstats"),
                    "cmdstat_evalsha:calls=(\\d+)")
                .Groups[1]
                .Value,
            out var calls)
            ? calls
            : 0;
}
