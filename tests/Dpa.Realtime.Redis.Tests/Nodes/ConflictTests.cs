using Dpa.Realtime.Faults.Proxy;
using Dpa.Realtime.Redis.Tests.Worlds;

namespace Dpa.Realtime.Redis.Tests.Nodes;

/// <summary>Several nodes that write one pipeline at once.</summary>
public sealed class ConflictTests : NodesTest
{
    [Fact]
    public async Task Apply_ProducersOnThreeNodes_LoseNoVersionAndEachNodeHearsAllInOrder()
    {
        const int reports = 100;
        var nodes = new[] { await NodeAsync(), await NodeAsync(), await NodeAsync() };
        foreach (var (node, _) in nodes)
            await node.Backplane.SubscribeAsync("p", Ct);
        await nodes[0]
            .Node.Backplane.StartAsync(
                new PipelineStart("p", Owner) { Stages = [.. nodes.Select((_, i) => new StageDefinition($"s{i}"))] },
                "t0", Ct);
        for (var i = 1; i < nodes.Length; i++)
            await nodes[i].Node.Backplane.ResumeAsync("p", $"t{i}", exclusive: false, Ct);

        await Task.WhenAll(
            nodes.Select(
                (n, i) =>
                    Task.Run(
                        async () =>
                        {
                            for (var r = 0; r <= reports; r++)
                            {
                                var stage = r == 0 ? Begin($"s{i}") : At($"s{i}", r);
                                Assert.Equal(
                                    ApplyStatus.Applied,
                                    (await n.Node.Backplane.ApplyAsync(Change("p", $"t{i}", r + 1, stage), Ct)).Status);
                            }
                        },
                        Ct)));

        var expected = 1L + (nodes.Length * (reports + 1));
        Assert.Equal(
            (expected, 3L),
            ((await ReadAsync(nodes[0].Node, "p")).Position.Version, (await ReadAsync(nodes[0].Node, "p")).Transition));
        foreach (var (node, ear) in nodes)
        {
            await ear.UntilAsync(e =>
                e.ChangesOf("p") is [.., { State.Position.Version: var last }] && last == expected);
            var heard = ear.ChangesOf("p").Select(c => c.State.Position.Version).ToArray();
            Assert.Equal(heard.Order().Distinct(), heard);
            Assert.Equal(0, node.Counts["messages.rejected"]);
        }

        Assert.True(nodes.Sum(n => n.Node.Counts["conflicts"]) > 0);
    }

    [Fact]
    public async Task Apply_ANodeThatIsAlwaysLater_GetsItsTurn()
    {
        await using var slow = FaultProxy.Start((await SharedServers.Server).Port);
        slow.Rules = FaultRules.Late(TimeSpan.FromMilliseconds(3));
        var (fast, _) = await NodeAsync();
        var (late, _) = await NodeAsync(slow.Address);
        await fast.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a"), new("b")] }, "fast", Ct);
        await late.Backplane.ResumeAsync("p", "late", exclusive: false, Ct);
        await fast.Backplane.ApplyAsync(Change("p", "fast", 1, Begin("a")), Ct);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var busy = Task.Run(
            async () =>
            {
                for (var n = 2L; !stop.IsCancellationRequested; n++)
                    await fast.Backplane.ApplyAsync(
                        Change("p", "fast", n, At("a", n % 100)) with
                        {
                            Message = $"{n}",
                        },
                        Ct);
            },
            Ct);
        for (var n = 1; n <= 5; n++)
            Assert.Equal(
                ApplyStatus.Applied,
                (
                    await late
                        .Backplane.ApplyAsync(Change("p", "late", n, n == 1 ? Begin("b") : At("b", n)), Ct)
                        .AsTask()
                        .WaitAsync(TimeSpan.FromSeconds(10), Ct)).Status);
        await stop.CancelAsync();
        await busy;

        Assert.True(fast.Counts["turns"] > 0, "the fast node waited for no turn");
    }

    [Fact]
    public async Task Resume_OnAnotherNode_FencesTheFirstOff()
    {
        var ((one, _), (two, _)) = (await NodeAsync(), await NodeAsync());
        await one.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a")] }, "t1", Ct);
        await one.Backplane.ApplyAsync(Change("p", "t1", 1, Begin("a")), Ct);

        await two.Backplane.ResumeAsync("p", "t2", exclusive: true, Ct);

        Assert.Equal(
            ApplyStatus.ProducerReplaced, (await one.Backplane.ApplyAsync(Change("p", "t1", 2, At("a", 50)), Ct)).Status
        );
        Assert.Equal(
            ApplyStatus.Applied, (await two.Backplane.ApplyAsync(Change("p", "t2", 1, At("a", 60)), Ct)).Status);
    }

    [Fact]
    public async Task Apply_RepeatedOnAnotherNode_AnswersAsBefore()
    {
        var ((one, _), (two, _)) = (await NodeAsync(), await NodeAsync());
        await one.Backplane.StartAsync(new PipelineStart("p", Owner) { Stages = [new("a")] }, "t", Ct);
        var change = Change("p", "t", 1, Begin("a") with { NewAttempt = true });
        var first = await one.Backplane.ApplyAsync(change, Ct);

        var second = await two.Backplane.ApplyAsync(change, Ct);

        Assert.Equal((first.Status, first.State!.Position), (second.Status, second.State!.Position));
        Assert.Equal(first.Transitions, second.Transitions);
    }
}
