namespace Dpa.Realtime.Specification;

/// <summary>Leases: a pipeline whose producer is gone is not "processing for ever".</summary>
public abstract class LeaseSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    private TimeSpan Lease => World.Options.ProducerLease;

    [Fact]
    public async Task Lease_RunsOut_ThePipelineEndsWithProducerLost()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));

        await World.PassAsync(Lease * 1.5);
        var state = (await ReadAsync("p"))!;

        Assert.Equal(
            (World.Options.LostProducerStatus, "producer_lost", true),
            (state.Status, state.Error?.Code, state.Error?.Retryable));
        Assert.Equal(World.Options.LostProducerStatus, state.Stages[0].Status);
        await RefusedAsync(ApplyStatus.ProducerReplaced, "p", ApplyAsync("p", At("a", 50)));
    }

    [Fact]
    public async Task Lease_Renewed_Holds()
    {
        await StartedAsync(Start("p", "a"));
        for (var i = 0; i < 6; i++)
        {
            await World.PassAsync(Lease / 2);
            await Backplane.RenewLeasesAsync([new("p", Token), new("nobody", Token), new("p", "stranger")], Ct);
        }

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);
    }

    [Fact]
    public async Task Lease_EveryChange_RenewsIt()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        for (var i = 1; i <= 6; i++)
        {
            await World.PassAsync(Lease / 2);
            Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", At("a", i))).Status);
        }
    }

    [Fact]
    public async Task Lease_OneOfTwoProducersLost_ThePipelineGoesOn()
    {
        await StartedAsync(Start("p", "a"));
        await Backplane.ResumeAsync("p", "producer-2", exclusive: false, Ct);
        for (var i = 0; i < 4; i++)
        {
            await World.PassAsync(Lease / 2);
            await Backplane.RenewLeasesAsync([new("p", "producer-2")], Ct);
        }

        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);
    }

    [Fact]
    public async Task Lease_GivenUp_LeavesALeasesTimeForTheNextProducer()
    {
        await StartedAsync(Start("p", "a"));
        await Backplane.ReleaseAsync("p", Token, Ct);
        await World.PassAsync(Lease / 2);
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);

        await Backplane.ResumeAsync("p", "producer-2", exclusive: true, Ct);
        await World.PassAsync(Lease * 0.75);
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);
        await World.PassAsync(Lease);
        Assert.Equal(World.Options.LostProducerStatus, (await ReadAsync("p"))!.Status);
    }

    [Fact]
    public async Task Lease_GivenUpAgainByTheNextProducer_LeavesAWholeLeasesTimeAgain()
    {
        var (other, _) = AnotherNode();
        await StartedAsync(Start("p", "a"));
        await Backplane.ReleaseAsync("p", Token, Ct);
        await World.PassAsync(Lease * 0.4);

        await other.ResumeAsync("p", "producer-2", exclusive: true, Ct);
        await World.PassAsync(Lease * 0.4);
        await other.ReleaseAsync("p", "producer-2", Ct);

        await World.PassAsync(Lease * 0.9);
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);
        await World.PassAsync(Lease / 2);
        Assert.Equal(World.Options.LostProducerStatus, (await ReadAsync("p"))!.Status);
    }

    [Theory]
    [InlineData(PipelineStatus.Completed)]
    [InlineData(PipelineStatus.Interrupted)]
    [InlineData(PipelineStatus.Pending)]
    public async Task Lease_OfAPipelineThatIsNotRunning_MeansNothing(PipelineStatus status)
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", status);

        await World.PassAsync(Lease * 1.5);

        Assert.Equal(status, (await ReadAsync("p"))!.Status);
    }

    [Fact]
    public async Task Lease_LostWhileCancelling_IsCancelled()
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Cancelling);

        await World.PassAsync(Lease * 1.5);

        Assert.Equal(PipelineStatus.Cancelled, (await ReadAsync("p"))!.Status);
    }

    [Fact]
    public async Task Lease_RunsOut_ExactlyOneNodeIsTold()
    {
        var (_, other) = AnotherNode();
        await StartedAsync(Start("p"));

        await World.PassAsync(Lease * 1.5);
        await World.PassAsync(Lease * 1.5);

        var lost = Assert.Single(Receiver.Lost.Concat(other.Lost));
        Assert.Equal(("p", 1), (lost.State.Id, lost.Transitions.Length));
    }
}
