namespace Dpa.Realtime.Specification;

/// <summary>Parents: what becomes of children is rolled up, without their number costing anything.</summary>
public abstract partial class ParentSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    /// <summary>How many children "many" are. Fewer where every change is a call over a network.</summary>
    protected virtual int ManyChildren => 10_000;

    private async Task<PipelineState> ParentAsync() => (await ReadAsync("batch"))!;

    private Task<PipelineState> BatchAsync(int? children = null, PipelineStatus status = PipelineStatus.Processing) =>
        StartedAsync(new PipelineStart("batch", Owner) { Children = children, Status = status });

    private Task<PipelineState> ChildAsync(
        string id, double weight = 1, PipelineStatus status = PipelineStatus.Processing) =>
        StartedAsync(
            new PipelineStart(id, Owner)
            {
                ParentId = "batch", Weight = weight, Stages = [new("a")], Status = status,
            });

    [Fact]
    public async Task Children_AreCountedByStatusAndRolledUpByWeight()
    {
        await BatchAsync();
        await ChildAsync("c1", weight: 3);
        await ChildAsync("c2", status: PipelineStatus.Pending);
        await ApplyAsync("c1", Begin("a"));
        await ApplyAsync("c1", At("a", 40));

        var parent = await ParentAsync();

        Assert.Equal(30, parent.OverallProgress);
        Assert.Equal(
            [(PipelineStatus.Pending, 1), (PipelineStatus.Processing, 1)],
            parent.Children.Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public async Task Children_ThatAreExpected_CountAsZeroUntilTheyStart()
    {
        await BatchAsync(children: 4);
        await ChildAsync("c1");
        await MoveAsync("c1", PipelineStatus.Completed);

        Assert.Equal(
            (25.0, PipelineStatus.Processing), ((await ParentAsync()).OverallProgress, (await ParentAsync()).Status));
    }

    [Fact]
    public async Task Children_AllCompletedOfAnUnknownNumber_LeaveTheParentBelow100UntilItIsCompleted()
    {
        await BatchAsync();
        await ChildAsync("c1");
        await MoveAsync("c1", PipelineStatus.Completed);
        var open = await ParentAsync();

        await MoveAsync("batch", PipelineStatus.Completed);

        Assert.Equal((99.99, 100.0), (open.OverallProgress, (await ParentAsync()).OverallProgress));
    }

    [Fact]
    public async Task Children_AChangeThatDoesNotShow_RaisesNoVersionOfTheParent()
    {
        await BatchAsync(children: 100_000);
        await ChildAsync("c1");
        await ApplyAsync("c1", Begin("a"));
        var before = (await ParentAsync()).Position;

        for (var i = 1; i <= 100; i++) await ApplyAsync("c1", At("a", i));

        Assert.Equal(before, (await ParentAsync()).Position);
    }

    [Fact]
    public async Task Children_OfManyUnderOneSubscription_CostTheirMovesAndTheSteps()
    {
        var children = ManyChildren;
        var (watcher, receiver) = AnotherNode();
        await watcher.SubscribeAsync("batch", Ct);
        await BatchAsync(children);
        for (var i = 0; i < children; i++)
        {
            await ChildAsync($"c{i}");
            await ApplyAsync($"c{i}", Begin("a"));
            await ApplyAsync($"c{i}", At("a", 50));
        }

        for (var i = 0; i < children; i++) await MoveAsync($"c{i}", PipelineStatus.Completed);
        await receiver.UntilAsync(r => r.ChangesOf("batch") is [.., { State.Status: PipelineStatus.Completed }]);

        var changes = receiver.ChangesOf("batch");
        // starts, ends, and at most one for each 0.01 %
        Assert.InRange(changes.Count, 1, 1 + children + children + 10_000);
        Assert.Equal([(PipelineStatus.Completed, children)], changes[^1].State.Children.Select(c => (c.Key, c.Value)));
        Assert.True(changes[^1].State.ToUtf8Json().Length < 2048);
    }

    [Fact]
    public async Task Grandchildren_AreRolledUpToTheTop()
    {
        await BatchAsync(children: 1);
        await StartedAsync(new PipelineStart("c", Owner) { ParentId = "batch", Children = 1 });
        await StartedAsync(new PipelineStart("g", Owner) { ParentId = "c", Stages = [new("a")] });
        await ApplyAsync("g", Begin("a"));
        await ApplyAsync("g", At("a", 70));
        Assert.Equal(70, (await ParentAsync()).OverallProgress);

        var last = await MoveAsync("g", PipelineStatus.Completed);

        Assert.Equal(["c", "batch"], last.Parents.Select(p => p.State.Id));
        Assert.Equal(PipelineStatus.Completed, (await ParentAsync()).Status);
    }

    [Fact]
    public async Task ParentWithoutAProducer_IsCarriedByItsLiveChildren()
    {
        await BatchAsync(children: 2);
        await ChildAsync("c1", status: PipelineStatus.Pending);
        await Backplane.ReleaseAsync("batch", Token, Ct);

        await World.PassAsync(World.Options.ProducerLease * 1.5);
        Assert.Equal(PipelineStatus.Processing, (await ParentAsync()).Status);

        await MoveAsync("c1", PipelineStatus.Cancelled);
        await World.PassAsync(World.Options.ProducerLease * 1.5);
        Assert.Equal(World.Options.LostProducerStatus, (await ParentAsync()).Status); // the second child never came
    }

    [Fact]
    public async Task LostChildren_EndTheParentAndOneNodeIsTold()
    {
        await BatchAsync(children: 1);
        await ChildAsync("c1");

        await World.PassAsync(World.Options.ProducerLease * 1.5);

        Assert.Equal(["batch", "c1"], Receiver.Lost.Select(l => l.State.Id).Order());
    }

    [Fact]
    public async Task RestoredParent_GoesOnWithTheSumsThatItHad()
    {
        await BatchAsync(children: 3);
        await ChildAsync("c1", weight: 2);
        await ChildAsync("c2", weight: 5);
        await ChildAsync("c3", weight: 1);
        await MoveAsync("c1", PipelineStatus.Completed);
        await ApplyAsync("c2", Begin("a"));
        await ApplyAsync("c2", At("a", 50));
        var (parent, child) = (await ParentAsync(), (await ReadAsync("c2"))!);
        var lost = Lost(parent, "other");

        await Backplane.RestoreAsync(lost, Ct);
        await Backplane.RestoreAsync(Lost(child, "other-c2") with { ParentId = "other" }, Ct);
        await Backplane.ResumeAsync("other-c2", Token, exclusive: false, Ct);
        Assert.Equal(
            (56.25, 3), ((await ReadAsync("other"))!.OverallProgress, (await ReadAsync("other"))!.Children.Values.Sum())
        );
        await MoveAsync("other-c2", PipelineStatus.Completed);

        var restored = (await ReadAsync("other"))!;
        Assert.Equal(87.5, restored.OverallProgress);
        Assert.Equal(
            [(PipelineStatus.Processing, 1), (PipelineStatus.Completed, 2)],
            restored.Children.Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public async Task RestoredParent_FindsTheChildrenThatAreThere()
    {
        await BatchAsync(children: 2);
        await ChildAsync("c1");
        await ChildAsync("c2");
        var parent = await ParentAsync();
        await Backplane.RestoreAsync(parent with { Position = parent.Position with { Version = 99 } }, Ct);

        await MoveAsync("c1", PipelineStatus.Completed);
        await MoveAsync("c2", PipelineStatus.Completed);

        Assert.Equal(
            (PipelineStatus.Completed, 2),
            ((await ParentAsync()).Status, (await ParentAsync()).Children[PipelineStatus.Completed]));
    }

    [Fact]
    public async Task RestartedParent_ForgetsTheChildrenOfItsFormerLife()
    {
        await BatchAsync(children: 1);
        await ChildAsync("c1");
        await MoveAsync("c1", PipelineStatus.Completed);

        var again = await StartedAsync(new PipelineStart("batch", Owner) { Children = 1 }, "producer-2");
        await ChildAsync("c2");

        Assert.Empty(again.Children);
        Assert.Equal(1, (await ParentAsync()).Children.Values.Sum());
    }

    [Fact]
    public async Task RestartedParent_CountsTheSameChildrenAgain()
    {
        await BatchAsync(children: 2);
        foreach (var child in new[] { "c1", "c2" })
        {
            await ChildAsync(child);
            await MoveAsync(child, PipelineStatus.Completed);
        }

        await StartedAsync(new PipelineStart("batch", Owner) { Children = 2 }, "producer-2");
        foreach (var child in new[] { "c1", "c2" })
        {
            await StartedAsync(new PipelineStart(child, Owner) { ParentId = "batch" }, "producer-2");
            await Backplane.ApplyAsync(Change(child, "producer-2") with { Status = PipelineStatus.Completed }, Ct);
        }

        var parent = await ParentAsync();
        Assert.Equal((PipelineStatus.Completed, 2), (parent.Status, parent.Children[PipelineStatus.Completed]));
    }

    /// <summary>As an archive would hand it in: through its JSON, in an older epoch.</summary>
    private static PipelineState Lost(PipelineState state, string id) =>
        PipelineState.Parse(state.ToUtf8Json()) with
        {
            Id = id,
            Position = new(
                Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(20)).ToString(), state.Position.Version),
        };
}
