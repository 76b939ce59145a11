using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>The server's clock is set forward while runs are live (an operator, a virtual machine, NTP).</summary>
public sealed class ClockStepTests : NodesTest
{
    private TimeSpan Third => Options.ProducerLease / 3;

    [Fact]
    public async Task Step_OfTheServersClock_EndsNoLiveRun()
    {
        var (node, _) = await NodeAsync();
        var (other, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        for (var i = 0; i < 4; i++) await TurnAsync(node, other); // so that a lost producer would be found

        ServerStep = TimeSpan.FromHours(1);
        for (var i = 0; i < 8; i++)
        {
            await SweepAsync(other, node); // before the renewal that would be late
            await TurnAsync(node, other);
        }

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync(node, "p")).Status);
    }

    /// <summary>It is noticed too while nobody counts as lost yet: the node has just reached the server.</summary>
    [Fact]
    public async Task Step_WhileTheNodeIsNew_EndsNoLiveRun()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        for (var i = 0; i < 2; i++) await TurnAsync(node);
        Pass(Third - TimeSpan.FromSeconds(1));
        await SweepAsync(node);

        ServerStep = TimeSpan.FromHours(1);
        Pass(TimeSpan.FromSeconds(2)); // producers may count as lost from now on
        await SweepAsync(node);

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync(node, "p")).Status);
    }

    [Fact]
    public async Task Step_DoesNotSaveARunWhoseProducerIsLost()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await TurnAsync(node);
        ServerStep = TimeSpan.FromHours(1);

        for (var i = 0; i < 7; i++)
        {
            await SweepAsync(node);
            Pass(Third);
        }

        Assert.NotEqual(PipelineStatus.Processing, (await ReadAsync(node, "p")).Status);
    }

    /// <summary>The producer, on the first node, renews its lease, and all nodes look.</summary>
    private async Task TurnAsync(params RedisNode[] nodes)
    {
        await nodes[0].Backplane.RenewLeasesAsync([new("p", "t")], Ct);
        await SweepAsync(nodes);
        Pass(Third);
    }

    private static async Task SweepAsync(params RedisNode[] nodes)
    {
        foreach (var node in nodes) await node.Backplane.SweepAsync(Ct);
    }
}
