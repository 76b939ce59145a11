namespace Dpa.Realtime.Specification;

/// <content>When a parent ends, and as what; how it begins.</content>
public abstract partial class ParentSpecification
{
    [Fact]
    public async Task LastChildEnds_AllCompleted_TheParentCompletes()
    {
        await BatchAsync(children: 2);
        await ChildAsync("c1");
        await ChildAsync("c2");
        await MoveAsync("c1", PipelineStatus.Completed);

        var last = await MoveAsync("c2", PipelineStatus.Completed);

        Assert.Equal(
            (PipelineStatus.Completed, 100.0), ((await ParentAsync()).Status, (await ParentAsync()).OverallProgress));
        var told = Assert.Single(last.Parents);
        Assert.Equal(("batch", PipelineStatus.Completed), (told.State.Id, Assert.Single(told.Transitions).To));
    }

    [Fact]
    public async Task LastChildEnds_SomeFailed_TheParentCompletesWithAWarning()
    {
        await BatchAsync(children: 3);
        foreach (var id in new[] { "c1", "c2", "c3" }) await ChildAsync(id);
        await MoveAsync("c1", PipelineStatus.Completed);
        await MoveAsync("c2", PipelineStatus.Failed);
        await MoveAsync("c3", PipelineStatus.Cancelled);

        var parent = await ParentAsync();

        Assert.Equal(
            [
                (PipelineStatus.Processing, PipelineStatus.Processing),
                (PipelineStatus.Processing, PipelineStatus.Completed),
            ],
            parent.Transitions.Select(t => (t.From, t.To)));
        Assert.Equal("2 of 3 were not completed.", parent.Message);
        Assert.Equal(
            [(PipelineStatus.Completed, 1), (PipelineStatus.Failed, 1), (PipelineStatus.Cancelled, 1)],
            parent.Children.Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public async Task LastChildEnds_NoneCompleted_TheParentFails()
    {
        await BatchAsync(children: 2);
        await ChildAsync("c1");
        await ChildAsync("c2");
        await MoveAsync("c1", PipelineStatus.Cancelled);
        await MoveAsync("c2", PipelineStatus.Failed);

        Assert.Equal(
            (PipelineStatus.Failed, "children_failed"),
            ((await ParentAsync()).Status, (await ParentAsync()).Error!.Code));
    }

    [Fact]
    public async Task LastChildEnds_AllCancelled_TheParentIsCancelled()
    {
        await BatchAsync(children: 1);
        await ChildAsync("c1");
        await MoveAsync("c1", PipelineStatus.Cancelled);

        Assert.Equal(PipelineStatus.Cancelled, (await ParentAsync()).Status);
    }

    [Fact]
    public async Task LastChildEnds_WhileTheParentIsCancelling_TheParentIsCancelled()
    {
        await BatchAsync(children: 2);
        await ChildAsync("c1");
        await ChildAsync("c2");
        await MoveAsync("c1", PipelineStatus.Completed);
        await MoveAsync("batch", PipelineStatus.Cancelling);
        await MoveAsync("c2", PipelineStatus.Cancelled);

        Assert.Equal(PipelineStatus.Cancelled, (await ParentAsync()).Status);
    }

    [Theory]
    [InlineData(PipelineStatus.Pending)]
    [InlineData(PipelineStatus.Interrupted)]
    public async Task LastChildEnds_WhileTheParentWaits_TheParentGoesThroughProcessing(PipelineStatus waiting)
    {
        await BatchAsync(children: 1);
        await ChildAsync("c1", status: PipelineStatus.Pending);
        await MoveAsync("batch", waiting);
        await MoveAsync("c1", PipelineStatus.Cancelled);

        Assert.Equal(
            [waiting, PipelineStatus.Processing, PipelineStatus.Cancelled],
            (await ParentAsync()).Transitions.Select(t => t.To));
    }

    [Fact]
    public async Task FirstChildBegins_APendingParentGoesAlong()
    {
        await BatchAsync(status: PipelineStatus.Pending);
        await ChildAsync("c1", status: PipelineStatus.Pending);
        Assert.Equal(PipelineStatus.Pending, (await ParentAsync()).Status);

        await MoveAsync("c1", PipelineStatus.Processing);

        Assert.Equal(PipelineStatus.Processing, (await ParentAsync()).Status);
    }

    [Fact]
    public async Task RetriedChild_ChangesTheCountsAndReopensNothing()
    {
        await BatchAsync(children: 1);
        await ChildAsync("c1");
        await MoveAsync("c1", PipelineStatus.Failed);
        await MoveAsync("c1", PipelineStatus.Processing);
        Assert.Equal(
            (PipelineStatus.Failed, 1),
            ((await ParentAsync()).Status, (await ParentAsync()).Children[PipelineStatus.Processing]));

        await MoveAsync("c1", PipelineStatus.Completed);

        Assert.Equal(
            (PipelineStatus.Failed, 1),
            ((await ParentAsync()).Status, (await ParentAsync()).Children[PipelineStatus.Completed]));
    }
}
