using System.Globalization;
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
        await IsUnavailableAsync(async () => await node.Backplane.ReadPositionsAsync([NodeHealth.ProbedId], Ct));

        await (await SharedServers.Server).CommandAsync("DEL", Restoring);
        Assert.Single(await node.Backplane.ReadAsync(["there", "gone"], Ct));
        Assert.Equal(ApplyStatus.NotFound, (await node.Backplane.ResumeAsync("gone", "t2", exclusive: true, Ct)).Status);
        Assert.Equal(["there"], await node.Backplane.ReadOwnerAsync(Owner, Ct));
        await node.Backplane.ReadPositionsAsync([NodeHealth.ProbedId], Ct);
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
        var server = await SharedServers.Server;
        await server.CommandAsync("EVAL", "for _, k in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', k) end", "0", $"*{Prefix}*");

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

    private string Restoring => $"{{{Prefix}}}:restoring";

    private async Task RestoringAsync(string node, TimeSpan ago = default)
    {
        var server = await SharedServers.Server;
        var now = (await server.CommandAsync("TIME")).Split('\n');
        var at = (long.Parse(now[0], CultureInfo.InvariantCulture) * 1000) + (long.Parse(now[1], CultureInfo.InvariantCulture) / 1000) - (long)ago.TotalMilliseconds;
        await server.CommandAsync("ZADD", Restoring, at.ToString(CultureInfo.InvariantCulture), node);
    }

    private static async Task IsUnavailableAsync(Func<Task> call)
    {
        var e = await Assert.ThrowsAsync<PipelineException>(call);
        Assert.Equal(("backplane_unavailable", true), (e.Code, e.IsRetryable));
    }
}
