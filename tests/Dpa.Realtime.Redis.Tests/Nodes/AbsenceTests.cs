using Dpa.Realtime.Diagnostics;
using Dpa.Realtime.Faults;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>What is missing while lost data is being restored is no answer.</summary>
public sealed class AbsenceTests : NodesTest
{
    [Fact]
    public async Task Missing_WhileAnotherNodeRestores_IsUnavailableAndNotFoundAfterwards()
    {
        var (node, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("there", Owner), "t", Ct);
        await RestoringAsync("another-node");

        Assert.Single(await node.Backplane.ReadAsync(["there"], Ct));
        await IsUnavailableAsync(async () => await node.Backplane.ReadAsync(["there", "gone"], Ct));
        await IsUnavailableAsync(async () => await node.Backplane.ResumeAsync("gone", "t2", exclusive: true, Ct));
        await IsUnavailableAsync(async () => await node.Backplane.ReadOwnerAsync(Owner, Ct));
        await IsUnavailableAsync(async () => await node.Backplane.SubscribeOwnerAsync(Owner, Ct));
        await IsUnavailableAsync(async () => await node.Backplane.ProbeAsync(Ct));

        await (await SharedServers.Server).CommandAsync("DEL", Restoring);
        Assert.Single(await node.Backplane.ReadAsync(["there", "gone"], Ct));
        Assert.Equal(
            ApplyStatus.NotFound, (await node.Backplane.ResumeAsync("gone", "t2", exclusive: true, Ct)).Status);
        Assert.Equal(["there"], await node.Backplane.ReadOwnerAsync(Owner, Ct));
        await node.Backplane.ProbeAsync(Ct);
    }

    [Fact]
    public async Task Missing_WhileAnotherNodeRestores_IsWhatThisNodeHolds()
    {
        var (node, _) = await NodeAsync();
        var started = await node.Backplane.StartAsync(new PipelineStart("held", Owner), "t", Ct);
        await RestoringAsync("another-node");
        await (await SharedServers.Server).CommandAsync("DEL", $"{Prefix}:{{held}}");

        Assert.Equal(started.State!.Position, Assert.Single(await node.Backplane.ReadAsync(["held"], Ct)).Position);
    }

    [Fact]
    public async Task NodeThatRestores_ButDied_IsForgottenAfterTenSeconds()
    {
        var (node, _) = await NodeAsync();
        await RestoringAsync("another-node", ago: TimeSpan.FromSeconds(10.5));

        Assert.Empty(await node.Backplane.ReadAsync(["gone"], Ct));
    }

    [Fact]
    public async Task Missing_AfterAFlushThatNobodyHasNoticed_IsNeverNotFound()
    {
        var (node, _) = await NodeAsync();
        var (other, _) = await NodeAsync();
        await node.Backplane.StartAsync(new PipelineStart("p", Owner), "t", Ct);
        await FlushAsync();

        PipelineState? restored = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return (restored = Assert.Single(await other.Backplane.ReadAsync(["p"], Ct))) is not null;
                }
                catch (PipelineException e) when (e.Code == "backplane_unavailable")
                {
                    return false;
                }
            },
            "it is restored");
        Assert.NotNull(restored!.Continues);
    }

    [Fact]
    public async Task Missing_AfterALoss_IsNoAnswerUntilTheNodeThatDidNotComeHasCome()
    {
        var node = await LostWithoutAsync("late");

        await IsUnavailableAsync(async () => await node.Backplane.ReadAsync(["gone"], Ct));
        await IsUnavailableAsync(async () => await node.Backplane.ProbeAsync(Ct));

        await ArriveAsync("late");
        Assert.Empty(await node.Backplane.ReadAsync(["gone"], Ct));
        await node.Backplane.ProbeAsync(Ct);
    }

    [Fact]
    public async Task Missing_AfterALoss_IsNotFoundTenSecondsAfterTheOthersWereWaitedFor()
    {
        var node = await LostWithoutAsync("dead");

        Pass(TimeSpan.FromSeconds(10));

        Assert.Empty(await node.Backplane.ReadAsync(["gone"], Ct));
    }

    /// <summary>Data was lost, and the nodes have compared but for one that was there before.</summary>
    private async Task<RedisNode> LostWithoutAsync(string missing)
    {
        var (node, ear) = await NodeAsync();
        await PlayAsync(missing, "present");
        await node.Backplane.SweepAsync(Ct); // hears of it
        await FlushAsync();
        await node.Backplane.SweepAsync(Ct);
        await ear.UntilAsync(e => e.Reconnected == 1);
        return node;
    }

    private string Restoring => $"{{{Prefix}}}:restoring";

    private Task RestoringAsync(string node, TimeSpan ago = default) => PlayAsync(node, "restoring", ago);

    private static async Task IsUnavailableAsync(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<PipelineException>(call);
        Assert.Equal(("backplane_unavailable", true), (e.Code, e.IsRetryable));
    }
}
