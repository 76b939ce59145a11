namespace Dpa.Realtime.Specification;

/// <summary>Merging: a change is absolute for its stage, and leaves the others alone.</summary>
public abstract class MergingSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Apply_OneStage_ChangesThatStageAndTheOverallProgress()
    {
        await StartedAsync(new PipelineStart("p", Owner) { Stages = [new("a", weight: 3), new("b")] });
        await ApplyAsync("p", Begin("a"));

        var state = await AcceptedAsync(
            ApplyAsync(
                "p", At("a", 50) with
                {
                    CompletedUnits = 5, TotalUnits = 10, Unit = "pages", Message = "Half",
                    Eta = TimeSpan.FromSeconds(9), EtaLow = TimeSpan.FromSeconds(8),
                    EtaHigh = TimeSpan.FromSeconds(12),
                }));

        var a = state.Stages[0];
        Assert.Equal(
            (50.0, 5L, 10L, "pages", "Half", TimeSpan.FromSeconds(9)),
            (a.Progress, a.CompletedUnits, a.TotalUnits, a.Unit, a.Message, a.Eta));
        Assert.Equal((TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12)), (a.EtaLow, a.EtaHigh));
        Assert.Equal((37.5, "a"), (state.OverallProgress, state.CurrentStage));
        Assert.Equal(
            (PipelineStatus.Pending, 0.0, 1L),
            (state.Stages[1].Status, state.Stages[1].Progress, state.Stages[1].Version));
    }

    [Fact]
    public async Task Apply_NullValues_LeaveWhatIsThere()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync(
            "p", At("a", 20) with
            {
                Message = "Reading", CompletedUnits = 2, TotalUnits = 10, Unit = "pages",
            });

        var a = (await AcceptedAsync(ApplyAsync("p", At("a", 30)))).Stages[0];

        Assert.Equal(
            (30.0, "Reading", 2L, 10L, "pages"), (a.Progress, a.Message, a.CompletedUnits, a.TotalUnits, a.Unit));
    }

    [Fact]
    public async Task Apply_RangeOfAnEstimate_IsBroughtIntoOrderAndGoesWithTheEstimate()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        var range = At("a", 20) with
        {
            Eta = TimeSpan.FromSeconds(9), EtaLow = TimeSpan.FromSeconds(11), EtaHigh = TimeSpan.FromSeconds(-1),
        };

        var a = (await AcceptedAsync(ApplyAsync("p", range))).Stages[0];
        Assert.Equal((TimeSpan.FromSeconds(9), a.Eta, a.Eta), (a.Eta, a.EtaLow, a.EtaHigh));
        a = (await AcceptedAsync(ApplyAsync("p", At("a", 30) with { Eta = TimeSpan.FromSeconds(8) }))).Stages[0];
        Assert.Equal((TimeSpan.FromSeconds(8), null, null), (a.Eta, a.EtaLow, a.EtaHigh));
        a = (await AcceptedAsync(ApplyAsync("p", range with { Progress = 40, Eta = null }))).Stages[0];
        Assert.Equal((null, null, null), (a.Eta, a.EtaLow, a.EtaHigh));
    }

    [Fact]
    public async Task Apply_EstimateOfThePipeline_HoldsUntilItsStatusChanges()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        var (left, low, high) = (TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12));

        var result = await ApplyAsync(Change("p") with { Eta = left, EtaLow = low, EtaHigh = high });
        var state = await AcceptedAsync(ApplyAsync("p", At("a", 30)));

        Assert.Empty(result.Transitions);
        Assert.Equal((left, low, high), (state.Eta, state.EtaLow, state.EtaHigh));
        state = await AcceptedAsync(MoveAsync("p", PipelineStatus.Interrupted));
        Assert.Equal((null, null, null), (state.Eta, state.EtaLow, state.EtaHigh));
    }

    [Fact]
    public async Task Apply_SeveralStages_IsOneVersionAndNoSingleStage()
    {
        await Backplane.SubscribeAsync("p", Ct);
        await StartedAsync(Start("p", "a", "b"));

        var result = await ApplyAsync("p", Begin("a"), Begin("b"));

        Assert.Equal((2L, 2L), (result.State!.Position.Version, result.State.Transition));
        Assert.Equal(["a", "b"], result.Transitions.Select(t => t.Stage));
        await Receiver.UntilAsync(r => r.ChangesOf("p").Count == 2);
        Assert.Null(Receiver.ChangesOf("p")[1].Stage);
    }

    [Fact]
    public async Task Apply_UnknownStage_IsAddedAtTheEnd()
    {
        await StartedAsync(Start("p", "a"));

        var state = await AcceptedAsync(
            ApplyAsync("p", Begin("z") with { Definition = new StageDefinition("z", "Last", 2) }));

        Assert.Equal(["a", "z"], state.Stages.Select(s => s.Id));
        Assert.Equal(
            ("Last", 2.0, PipelineStatus.Processing),
            (state.Stages[1].Name, state.Stages[1].Weight, state.Stages[1].Status));
    }

    [Fact]
    public async Task Apply_MoreThan200Stages_IsTooLarge()
    {
        await StartedAsync(Start("p", [.. Enumerable.Range(0, 200).Select(i => $"s{i}")]));

        await RefusedAsync(ApplyStatus.TooLarge, "p", ApplyAsync("p", Begin("one-more")));
    }

    [Fact]
    public async Task Apply_StateOver256KiB_IsTooLargeButAnEndIsAccepted()
    {
        var text = new string('长', 512);
        await StartedAsync(Start("p", [.. Enumerable.Range(0, 200).Select(i => $"s{i}")]));
        var status = ApplyStatus.Applied;
        for (var i = 0; i < 200 && status == ApplyStatus.Applied; i++)
            status = (await ApplyAsync("p", Begin($"s{i}") with { Message = text })).Status;
        Assert.Equal(ApplyStatus.TooLarge, status);

        var ended = await AcceptedAsync(
            Backplane
                .ApplyAsync(
                    Change("p") with
                    {
                        Status = PipelineStatus.Failed, EndOpenStages = true, Error = new("no", text, text),
                        Message = text,
                    },
                    Ct)
                .AsTask());

        Assert.Equal(PipelineStatus.Failed, ended.Status);
        Assert.True(ended.ToUtf8Json().Length <= 256 * 1024);
    }

    [Fact]
    public async Task Apply_ManyLongTransitions_TheOldestGiveWayToTheBound()
    {
        var text = new string('长', 512);
        await StartedAsync(Start("p", [.. Enumerable.Range(0, 80).Select(i => $"s{i}")]));
        for (var i = 0; i < 80; i++) await ApplyAsync("p", Begin($"s{i}"), At($"s{i}", 1) with { Message = text });

        for (var i = 0; i < World.Options.TransitionsKept; i++)
            await AcceptedAsync(
                ApplyAsync(
                    "p", new StageChange
                    {
                        Id = "s0", Warning = true, Message = text,
                    }));
        var state = (await ReadAsync("p"))!;

        Assert.InRange(state.Transitions.Length, 1, World.Options.TransitionsKept - 1);
        Assert.Equal(
            (80L + World.Options.TransitionsKept, state.Transition), (state.Transition, state.Transitions[^1].Number));
        Assert.True(state.ToUtf8Json().Length <= 256 * 1024);
    }

    [Fact]
    public async Task Apply_LongTexts_AreCut()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        var text = new string('x', 2000);

        var state = await AcceptedAsync(
            ApplyAsync(
                "p", To("a", PipelineStatus.Failed) with
                {
                    Message = text, Error = new ProgressError(text, text, text),
                }));

        Assert.Equal(512, state.Stages[0].Message!.Length);
        Assert.Equal(
            (128, 512, 512),
            (
                state.Stages[0].Error!.Code.Length, state.Stages[0].Error!.Message.Length,
                state.Stages[0].Error!.Suggestion.Length));
    }

    [Fact]
    public async Task Apply_StageBegins_SetsAPendingPipelineGoing()
    {
        await StartedAsync(new PipelineStart("p", Owner) { Stages = [new("a")], Status = PipelineStatus.Pending });

        var result = await ApplyAsync("p", Begin("a"));

        Assert.Equal(PipelineStatus.Processing, result.State!.Status);
        Assert.Equal(["a", null], result.Transitions.Select(t => t.Stage));
    }

    [Theory]
    [InlineData(PipelineStatus.Completed, PipelineStatus.Completed, PipelineStatus.Skipped)]
    [InlineData(PipelineStatus.Failed, PipelineStatus.Failed, PipelineStatus.Pending)]
    [InlineData(PipelineStatus.Cancelled, PipelineStatus.Cancelled, PipelineStatus.Cancelled)]
    [InlineData(PipelineStatus.Interrupted, PipelineStatus.Interrupted, PipelineStatus.Pending)]
    public async Task Apply_PipelineStops_BringsItsOpenStagesAlong(
        PipelineStatus pipeline, PipelineStatus underWay, PipelineStatus notBegun)
    {
        await StartedAsync(Start("p", "a", "b"));
        await ApplyAsync("p", Begin("a"));

        var state = await AcceptedAsync(MoveAsync("p", pipeline));

        Assert.Equal([underWay, notBegun], state.Stages.Select(s => s.Status));
        Assert.Equal(pipeline == PipelineStatus.Completed ? 100 : 0, state.OverallProgress);
    }

    [Fact]
    public async Task Apply_Warning_IsATransitionThatLeavesStatusProgressAndEstimate()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 40) with { Eta = TimeSpan.FromSeconds(5) });

        var result = await ApplyAsync("p", new StageChange { Id = "a", Warning = true, Message = "One page is blank" });

        var transition = Assert.Single(result.Transitions);
        Assert.Equal(
            (PipelineStatus.Processing, PipelineStatus.Processing, "One page is blank"),
            (transition.From, transition.To, transition.Message));
        Assert.Equal((40.0, TimeSpan.FromSeconds(5)), (result.State!.Stages[0].Progress, result.State.Stages[0].Eta));
    }

    [Fact]
    public async Task Apply_StalledFlag_IsClearedByTheNextReport()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        Assert.True(
            (await AcceptedAsync(Backplane.ApplyAsync(Change("p") with { Stalled = true }, Ct).AsTask())).Stalled);

        Assert.False((await AcceptedAsync(ApplyAsync("p", At("a", 1)))).Stalled);
    }
}
