namespace Dpa.Realtime.Specification;

/// <summary>Numbering: versions and transitions count every accepted change, and nothing else.</summary>
public abstract class NumberingSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task Apply_EachAcceptedChange_RaisesTheVersionByOne()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        for (var i = 1; i <= 20; i++)
        {
            var state = await AcceptedAsync(ApplyAsync("p", At("a", i)));
            Assert.Equal((i + 2L, i + 2L), (state.Position.Version, state.Stages[0].Version));
        }
    }

    [Fact]
    public async Task Apply_ChangeThatChangesNothing_RaisesNothing()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        var before = await AcceptedAsync(ApplyAsync("p", At("a", 50)));

        var result = await ApplyAsync("p", At("a", 50));

        Assert.Equal((ApplyStatus.Unchanged, before.Position), (result.Status, result.State!.Position));
    }

    [Fact]
    public async Task Apply_Transitions_AreCountedInOrderAndKnowTheirVersion()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", At("a", 10));
        await ApplyAsync("p", To("a", PipelineStatus.Completed));

        var state = await AcceptedAsync(MoveAsync("p", PipelineStatus.Completed));

        Assert.Equal(3, state.Transition);
        Assert.Equal([(1L, 2L), (2L, 4L), (3L, 5L)], state.Transitions.Select(t => (t.Number, t.Version)));
        Assert.Equal(["a", "a", null], state.Transitions.Select(t => t.Stage));
    }

    [Fact]
    public async Task Apply_ManyTransitions_TheNewestAreKept()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        var kept = World.Options.TransitionsKept;
        for (var i = 0; i < kept + 10; i++)
            await ApplyAsync(
                "p", new StageChange
                {
                    Id = "a", Warning = true, Message = $"{i}",
                });

        var state = (await ReadAsync("p"))!;

        Assert.Equal((kept + 11L, kept), (state.Transition, state.Transitions.Length));
        Assert.Equal(Enumerable.Range(12, kept).Select(i => (long)i), state.Transitions.Select(t => t.Number));
        Assert.Equal(12, state.TransitionsFrom);
    }

    [Fact]
    public async Task Apply_NewAttempt_IsCountedAndMarked()
    {
        await StartedAsync(Start("p", "a"));
        await ApplyAsync("p", Begin("a"));
        await ApplyAsync("p", To("a", PipelineStatus.Failed));

        var result = await ApplyAsync("p", Begin("a"));

        var transition = Assert.Single(result.Transitions);
        Assert.Equal(
            (true, 2, PipelineStatus.Failed, PipelineStatus.Processing),
            (transition.IsNewAttempt, transition.Attempt, transition.From, transition.To));
        Assert.Equal(2, result.State!.Stages[0].Attempt);
    }
}
