namespace Dpa.Realtime.Specification;

/// <summary>
/// Delivery: subscribed nodes hear the changes of a pipeline in version order, also where many produce at once.
/// </summary>
public abstract class DeliverySpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task OnChange_TellsTheStateTheStageAndTheTransitions()
    {
        await Backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await Backplane.ApplyAsync(
            Change("p") with
            {
                Stages = [At("a", 10)], TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            },
            Ct);

        await Receiver.UntilAsync(r => r.ChangesOf("p").Count == 3);
        var changes = Receiver.ChangesOf("p");
        Assert.Equal([null, "a", "a"], changes.Select(c => c.Stage));
        Assert.Equal([0, 1, 0], changes.Select(c => c.Transitions.Length));
        Assert.Equal([1L, 2, 3], changes.Select(c => c.State.Position.Version));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", changes[2].TraceParent);
    }

    [Fact]
    public async Task OnChange_SeveralNodes_EachHearsTheSameInOrder()
    {
        var others = Enumerable.Range(0, 3).Select(_ => AnotherNode()).ToArray();
        foreach (var (backplane, _) in others) await backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        for (var i = 1; i <= 98; i++) await ApplyAsync("p", At("a", i));

        foreach (var (_, receiver) in others)
        {
            await receiver.UntilAsync(r => r.ChangesOf("p").Count == 100);
            Assert.Equal(
                Enumerable.Range(1, 100).Select(i => (long)i),
                receiver.ChangesOf("p").Select(c => c.State.Position.Version));
        }
    }

    [Fact]
    public async Task OnChange_AfterUnsubscribing_ReadingStillAnswersTheNewest()
    {
        await Backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a"));
        await Backplane.UnsubscribeAsync("p", Ct);

        var state = await AcceptedAsync(ApplyAsync("p", Begin("a")));

        Assert.Equal(state.Position, (await Backplane.ReadPositionsAsync(["p"], Ct))["p"]);
    }

    [Fact]
    public async Task Apply_ParallelProducersOnDifferentStages_LoseNoVersionAndKeepTheOrder()
    {
        const int producers = 8, reports = 50;
        await Backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", [.. Enumerable.Range(0, producers).Select(i => $"s{i}")]));
        for (var i = 0; i < producers; i++) await Backplane.ResumeAsync("p", $"t{i}", exclusive: false, Ct);

        await Task.WhenAll(
            Enumerable
                .Range(0, producers)
                .Select(i =>
                    Task.Run(
                        async () =>
                        {
                            for (var n = 0; n <= reports; n++)
                            {
                                var stage = n == 0 ? Begin($"s{i}") : At($"s{i}", n);
                                var result = await Backplane.ApplyAsync(
                                    new PipelineChange
                                    {
                                        PipelineId = "p", ProducerToken = $"t{i}", Sequence = n + 1, Stages = [stage],
                                    },
                                    Ct);
                                Assert.Equal(ApplyStatus.Applied, result.Status);
                            }
                        },
                        Ct)));

        const long expected = 1 + (producers * (reports + 1));
        var state = (await ReadAsync("p"))!;
        Assert.Equal((expected, (long)producers), (state.Position.Version, state.Transition));
        Assert.All(state.Stages, s => Assert.Equal(reports, s.Progress));
        await Receiver.UntilAsync(r => r.ChangesOf("p").Count == expected);
        Assert.Equal(
            Enumerable.Range(1, (int)expected).Select(i => (long)i),
            Receiver.ChangesOf("p").Select(c => c.State.Position.Version));
    }
}
