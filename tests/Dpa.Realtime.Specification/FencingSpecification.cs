namespace Dpa.Realtime.Specification;

/// <summary>Fencing by producer token, and repeated sequences.</summary>
public abstract class FencingSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Apply_UnknownToken_IsRefused()
    {
        await StartedAsync(Start("p", "a"));

        await RefusedAsync(
            ApplyStatus.ProducerReplaced, "p",
            Backplane.ApplyAsync(Change("p", "stranger") with { Stages = [Begin("a")] }, Ct).AsTask());
    }

    [Fact]
    public async Task Resume_Exclusive_FencesTheOlderProducerOff()
    {
        await StartedAsync(Start("p", "a"));

        var resumed = await Backplane.ResumeAsync("p", "producer-2", exclusive: true, Ct);

        Assert.Equal((ApplyStatus.Applied, 1L), (resumed.Status, resumed.State!.Position.Version));
        await RefusedAsync(ApplyStatus.ProducerReplaced, "p", ApplyAsync("p", Begin("a")));
        Assert.Equal(
            ApplyStatus.Applied,
            (await Backplane.ApplyAsync(Change("p", "producer-2") with { Stages = [Begin("a")] }, Ct)).Status);
    }

    [Fact]
    public async Task Resume_Joined_LeavesTheOtherProducerBesideIt()
    {
        await StartedAsync(Start("p", "a", "b"));
        await Backplane.ResumeAsync("p", "producer-2", exclusive: false, Ct);

        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("a"))).Status);
        Assert.Equal(
            ApplyStatus.Applied,
            (await Backplane.ApplyAsync(Change("p", "producer-2") with { Stages = [Begin("b")] }, Ct)).Status);
    }

    [Fact]
    public async Task Resume_SameTokenAgain_KeepsItsSequence()
    {
        await StartedAsync(Start("p", "a"));
        var change = Change("p") with { Stages = [Begin("a")] };
        await Backplane.ApplyAsync(change, Ct);

        await Backplane.ResumeAsync("p", Token, exclusive: true, Ct);

        Assert.Equal(2, (await Backplane.ApplyAsync(change, Ct)).State!.Position.Version);
        Assert.Equal(1, (await ReadAsync("p"))!.Transition);
    }

    [Fact]
    public async Task Apply_SameSequenceAgain_AnswersAsBeforeAndAppliesNothing()
    {
        await Backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a"));
        var change = Change("p") with { Stages = [Begin("a") with { NewAttempt = true }] };

        var first = await Backplane.ApplyAsync(change, Ct);
        var second = await Backplane.ApplyAsync(change, Ct);

        Assert.Equal((first.Status, first.State!.Position), (second.Status, second.State!.Position));
        Assert.Equal(first.Transitions, second.Transitions);
        Assert.Equal(
            (2L, 1L, 1),
            ((await ReadAsync("p"))!.Position.Version, second.State.Transition, second.State.Stages[0].Attempt));
        await Receiver.UntilAsync(r => r.ChangesOf("p").Count >= 2);
        Assert.Equal(2, Receiver.ChangesOf("p").Count);
    }

    [Fact]
    public async Task Apply_RefusedSequenceAgain_IsRefusedAgain()
    {
        await StartedAsync(Start("p", "a"));
        var change = Change("p") with { Stages = [At("a", 10)] };

        Assert.Equal(ApplyStatus.IllegalTransition, (await Backplane.ApplyAsync(change, Ct)).Status);
        Assert.Equal(ApplyStatus.IllegalTransition, (await Backplane.ApplyAsync(change, Ct)).Status);
    }

    [Fact]
    public async Task Apply_OlderSequence_ChangesNothing()
    {
        await StartedAsync(Start("p", "a"));
        var older = Change("p") with { Stages = [Begin("a")] };
        await Backplane.ApplyAsync(older, Ct);
        await ApplyAsync("p", At("a", 70));

        var again = await Backplane.ApplyAsync(older, Ct);

        Assert.Equal(ApplyStatus.Unchanged, again.Status);
        Assert.Equal(3, (await ReadAsync("p"))!.Position.Version);
    }

    [Fact]
    public async Task Apply_SequencesOfTwoProducers_AreCountedApart()
    {
        await StartedAsync(Start("p", "a", "b"));
        await Backplane.ResumeAsync("p", "producer-2", exclusive: false, Ct);
        var one = Change("p") with { Stages = [Begin("a")], Sequence = 7 };

        Assert.Equal(ApplyStatus.Applied, (await Backplane.ApplyAsync(one, Ct)).Status);
        Assert.Equal(
            ApplyStatus.Applied,
            (await Backplane.ApplyAsync(one with { ProducerToken = "producer-2", Stages = [Begin("b")] }, Ct)).Status);
    }
}
