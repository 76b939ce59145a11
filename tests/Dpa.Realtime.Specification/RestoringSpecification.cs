namespace Dpa.Realtime.Specification;

/// <summary>Restoring a state that was lost, as a continuing epoch.</summary>
public abstract class RestoringSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    private static readonly string LostEpoch = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(20)).ToString();

    /// <summary>A state that a node held of a pipeline that this backplane does not know.</summary>
    protected static PipelineState Held(
        string id, long version = 9, PipelineStatus status = PipelineStatus.Processing) =>
        new()
        {
            Id = id, Position = new(LostEpoch, version), Transition = 3, Status = status, OverallProgress = 40,
            Attempt = 2, Owner = Owner, CreatedAt = DateTimeOffset.UnixEpoch.AddYears(20),
            Timestamp = DateTimeOffset.UnixEpoch.AddYears(20),
            Stages =
            [
                new()
                {
                    Id = "a", StageId = $"{id}:a", Name = "a", Version = 8, Status = PipelineStatus.Processing,
                    Progress = 40, Attempt = 1,
                },
            ],
            Transitions =
            [
                new()
                {
                    Number = 3, Version = 2, Stage = "a", From = PipelineStatus.Pending, To = PipelineStatus.Processing,
                    Attempt = 1,
                },
            ],
        };

    [Fact]
    public async Task Restore_LostState_GoesOnInALaterEpochWithItsCounters()
    {
        var held = Held("p");

        var restored = await AcceptedAsync(Backplane.RestoreAsync(held, Ct).AsTask());

        Assert.True(restored.Position > held.Position);
        Assert.True(string.CompareOrdinal(restored.Position.Epoch, LostEpoch) > 0);
        Assert.Equal(
            (LostEpoch, 3L, 2, 40.0),
            (restored.Continues, restored.Transition, restored.Attempt, restored.OverallProgress));
        Assert.Equal([3L], restored.Transitions.Select(t => t.Number));
        Assert.Equal(restored.Position, (await ReadAsync("p"))!.Position);
    }

    [Fact]
    public async Task Restore_Twice_TheFirstWriterWins()
    {
        var first = await AcceptedAsync(Backplane.RestoreAsync(Held("p", 9), Ct).AsTask());

        var second = await AnotherNode().Backplane.RestoreAsync(Held("p", 12), Ct);

        Assert.Equal((ApplyStatus.Unchanged, first.Position), (second.Status, second.State!.Position));
    }

    [Fact]
    public async Task Restore_OlderThanWhatIsThere_LeavesItAlone()
    {
        var live = await StartedAsync(Start("p", "a"));

        var result = await Backplane.RestoreAsync(Held("p"), Ct);

        Assert.Equal((ApplyStatus.Unchanged, live.Position), (result.Status, result.State!.Position));
        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("a"))).Status);
    }

    [Fact]
    public async Task Restore_StateGoneBack_IsReplacedByTheGreaterPosition()
    {
        var live = await StartedAsync(Start("p", "a"));
        var ahead = live with { Position = live.Position with { Version = 50 }, Transition = 9 };

        var restored = await AcceptedAsync(Backplane.RestoreAsync(ahead, Ct).AsTask());

        Assert.Equal((live.Position.Epoch, 9L), (restored.Continues, restored.Transition));
        Assert.True(restored.Position > ahead.Position);
    }

    [Fact]
    public async Task Restore_IsToldToReceiversAndToTheOwnersTopic()
    {
        await Backplane.SubscribeAsync("p", Ct);
        await Backplane.SubscribeOwnerAsync(Owner, Ct);

        await Backplane.RestoreAsync(Held("p"), Ct);

        await Receiver.UntilAsync(r => r.ChangesOf("p").Count == 1 && r.Started.Contains((Owner, "p")));
        Assert.Null(Receiver.ChangesOf("p")[0].Stage);
        Assert.Equal(["p"], await Backplane.SubscribeOwnerAsync(Owner, Ct));
    }

    [Fact]
    public async Task Restore_EndedPipeline_IsReadAndNotAmongTheLiveOnes()
    {
        await Backplane.RestoreAsync(Held("p", status: PipelineStatus.Completed), Ct);

        Assert.Equal(PipelineStatus.Completed, (await ReadAsync("p"))!.Status);
        Assert.Empty(await Backplane.SubscribeOwnerAsync(Owner, Ct));
    }

    /// <summary>As earlier versions kept them: only what is completed is at 100.</summary>
    [Theory]
    [InlineData(PipelineStatus.Failed, 99.99)]
    [InlineData(PipelineStatus.Processing, 99.99)]
    [InlineData(PipelineStatus.Completed, 100)]
    public async Task Restore_AStateAt100_StaysThereOnlyWhereItIsCompleted(PipelineStatus status, double shown)
    {
        var held = Held("p", status: status) with { OverallProgress = 100 };

        Assert.Equal(shown, (await AcceptedAsync(Backplane.RestoreAsync(held, Ct).AsTask())).OverallProgress);
        Assert.Equal(shown, (await ReadAsync("p"))!.OverallProgress);
    }

    [Fact]
    public async Task Restore_ProducerIsAdmittedAnewAndCountsOn()
    {
        await Backplane.RestoreAsync(Held("p"), Ct);
        await RefusedAsync(ApplyStatus.ProducerReplaced, "p", ApplyAsync("p", At("a", 50)));

        await Backplane.ResumeAsync("p", Token, exclusive: false, Ct);
        var result = await ApplyAsync("p", To("a", PipelineStatus.Completed));

        Assert.Equal((ApplyStatus.Applied, 4L), (result.Status, result.State!.Transition));
        Assert.Equal([3L, 4L], result.State.Transitions.Select(t => t.Number));
    }

    [Fact]
    public async Task Readmit_LostState_IsRestoredAndItsProducersGoOnBesideEachOther()
    {
        var readmitted = await Backplane.ReadmitAsync(Held("p"), Token, Ct);
        var second = await AnotherNode().Backplane.ReadmitAsync(Held("p"), "producer-2", Ct);

        Assert.Equal((ApplyStatus.Applied, LostEpoch), (readmitted.Status, readmitted.State!.Continues));
        Assert.Equal((ApplyStatus.Applied, readmitted.State.Position), (second.Status, second.State!.Position));
        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", At("a", 50))).Status);
        Assert.Equal(
            ApplyStatus.Applied,
            (await Backplane.ApplyAsync(Change("p", "producer-2") with { Stages = [At("a", 60)] }, Ct)).Status);
    }

    [Fact]
    public async Task Readmit_AProducerThatHadBeenFencedOff_StaysRefusedOnceTheOtherIsBack()
    {
        var (before, after) = await TakenOverAsync();

        await Backplane.ReadmitAsync(Lost(after), "producer-2", Ct);

        Assert.Equal(ApplyStatus.ProducerReplaced, (await Backplane.ReadmitAsync(Lost(before), Token, Ct)).Status);
        Assert.Equal(ApplyStatus.ProducerReplaced, (await Backplane.ApplyAsync(Change("lost"), Ct)).Status);
    }

    [Fact]
    public async Task Readmit_AProducerThatHadBeenFencedOffComesFirst_IsFencedOffAgain()
    {
        var (before, after) = await TakenOverAsync();

        await Backplane.ReadmitAsync(Lost(before), Token, Ct);
        Assert.Equal(ApplyStatus.Applied, (await Backplane.ReadmitAsync(Lost(after), "producer-2", Ct)).Status);

        Assert.Equal(ApplyStatus.ProducerReplaced, (await Backplane.ReadmitAsync(Lost(before), Token, Ct)).Status);
        await RefusedAsync(
            ApplyStatus.ProducerReplaced, "lost",
            Backplane.ApplyAsync(Change("lost") with { Status = PipelineStatus.Completed }, Ct).AsTask());
        Assert.Equal(
            ApplyStatus.Applied,
            (
                await Backplane.ApplyAsync(Change("lost", "producer-2") with { Status = PipelineStatus.Completed }, Ct)
            ).Status);
    }

    [Fact]
    public async Task Readmit_AProducerThatTookOverAndHoldsMore_FencesOffWhoCameBackFirst()
    {
        var (before, after) = await TakenOverAsync();
        var first = (await Backplane.ReadmitAsync(Lost(before), Token, Ct)).State!;

        var second = await Backplane.ReadmitAsync(Further(after, first), "producer-2", Ct);

        Assert.Equal((ApplyStatus.Applied, first.Position.Epoch), (second.Status, second.State!.Continues));
        await RefusedAsync(
            ApplyStatus.ProducerReplaced, "lost",
            Backplane.ApplyAsync(Change("lost") with { Status = PipelineStatus.Completed }, Ct).AsTask());
        Assert.Equal(
            ApplyStatus.Applied,
            (
                await Backplane.ApplyAsync(Change("lost", "producer-2") with { Status = PipelineStatus.Completed }, Ct)
            ).Status);
    }

    [Fact]
    public async Task Restore_AStateThatWasTakenOverSince_FencesOffWhoCameBackFirst()
    {
        var (before, after) = await TakenOverAsync();
        var first = (await Backplane.ReadmitAsync(Lost(before), Token, Ct)).State!;

        await AcceptedAsync(Backplane.RestoreAsync(Further(after, first), Ct).AsTask());

        await RefusedAsync(
            ApplyStatus.ProducerReplaced, "lost",
            Backplane.ApplyAsync(Change("lost") with { Status = PipelineStatus.Completed }, Ct).AsTask());
        Assert.Equal(ApplyStatus.ProducerReplaced, (await Backplane.ReadmitAsync(Lost(before), Token, Ct)).Status);
    }

    [Fact]
    public async Task Restore_OverAnOlderCopyThatWentOn_KeepsWhatThatHadAccepted()
    {
        var live = await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 30));
        var further = live with { Position = live.Position with { Version = 50 } };

        var restored = await AcceptedAsync(Backplane.RestoreAsync(further, Ct).AsTask());

        Assert.Equal(live.Position.Epoch, restored.Continues);
        Assert.Equal(
            (PipelineStatus.Processing, 30.0),
            ((await ReadAsync("p"))!.Stages[0].Status, (await ReadAsync("p"))!.Stages[0].Progress));
    }

    /// <summary>The first run was started by a node whose clock is ahead, and the store had lost it.</summary>
    [Fact]
    public async Task Restore_AnEndAfterWhichARunBeganInALesserEpoch_LeavesThatRunThereInAGreaterOne()
    {
        var next = await StartedAsync(Start("p", "a"));
        var ahead = Guid.CreateVersion7(next.CreatedAt.AddHours(1)).ToString();

        var ended = Held("p", status: PipelineStatus.Completed) with { Position = new(ahead, 9) };
        await Backplane.RestoreAsync(ended, Ct);

        var state = (await ReadAsync("p"))!;
        Assert.Equal((next.Status, next.CreatedAt), (state.Status, state.CreatedAt));
        Assert.True(string.CompareOrdinal(state.Position.Epoch, ahead) > 0);
        Assert.Equal(ApplyStatus.Applied, (await ApplyAsync("p", Begin("a"))).Status);
    }

    /// <summary>That state, further on than the copy that was restored first.</summary>
    private static PipelineState Further(PipelineState state, PipelineState first) =>
        Lost(state) with { Position = first.Position with { Version = first.Position.Version + 5 } };

    /// <summary>The state as the first producer was answered it, and as the one who took over was.</summary>
    private async Task<(PipelineState Before, PipelineState After)> TakenOverAsync()
    {
        var before = await StartedAsync(Start("p", "a"));
        return (before, (await Backplane.ResumeAsync("p", "producer-2", exclusive: true, Ct)).State!);
    }

    /// <summary>The same state of a pipeline of which this backplane has lost everything.</summary>
    private static PipelineState Lost(PipelineState state) => state with { Id = "lost" };

    [Fact]
    public async Task Restore_WithoutAProducer_GetsALeasesTimeBeforeAVerdict()
    {
        await Backplane.RestoreAsync(Held("p"), Ct);

        await World.PassAsync(World.Options.ProducerLease / 2);
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync("p"))!.Status);
        await World.PassAsync(World.Options.ProducerLease);
        Assert.Equal(World.Options.LostProducerStatus, (await ReadAsync("p"))!.Status);
    }
}
