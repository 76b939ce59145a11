using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Specification;

/// <summary>An owner's list: all its top-level pipelines that are kept, in an order that no change moves.</summary>
public abstract class ListSpecification(BackplaneWorld world) : BackplaneSpecification(world)
{
    [Fact]
    public async Task ReadList_AnswersTopLevelPipelinesAlsoWhenTheyHaveEnded()
    {
        var live = await StartedAsync(Start("live"));
        var ended = await StartedAsync(Start("ended"));
        await MoveAsync("ended", PipelineStatus.Failed);
        await StartedAsync(new PipelineStart("child", Owner) { ParentId = "live" });
        await StartedAsync(new PipelineStart("foreign", "user-2"));

        Assert.Equal(Keys(live, ended), await ListAsync(null, 10));
        Assert.Empty(await Backplane.ReadListAsync("user-3", null, 10, Ct));
        var (other, _) = AnotherNode();
        Assert.Equal(Keys(live, ended), await other.ReadListAsync(Owner, null, 10, Ct));
    }

    [Fact]
    public async Task ReadList_InParts_MissesNothingAndRepeatsNothingWhateverChangesBetween()
    {
        List<PipelineState> started = [];
        for (var i = 0; i < 7; i++) started.Add(await StartedAsync(Start($"p{i}", "a")));

        var first = await ListAsync(null, 3);
        foreach (var state in started) await ApplyAsync(state.Id, Begin("a"));
        await MoveAsync(started[1].Id, PipelineStatus.Completed);
        await MoveAsync(started[6].Id, PipelineStatus.Failed);
        await World.PassAsync(TimeSpan.FromMilliseconds(20));
        await MoveAsync(started[6].Id, PipelineStatus.Processing, newAttempt: true);
        await StartedAsync(Start("later"));
        var second = await ListAsync(first[^1], 3);
        var third = await ListAsync(second[^1], 3);

        Assert.Equal((3, 3), (first.Length, second.Length));
        Assert.Equal(Keys([.. started]), first.Concat(second).Concat(third));
        Assert.Empty(await ListAsync(third[^1], 3));
    }

    [Fact]
    public async Task ReadList_AfterTheRetention_HasItNoMore()
    {
        var ended = await StartedAsync(Start("ended"));
        await MoveAsync("ended", PipelineStatus.Completed);
        Assert.Equal(Keys(ended), await ListAsync(null, 10));
        await World.PassAsync(World.Options.Retention * 1.5);

        Assert.Empty(await ListAsync(null, 10));
        var another = await StartedAsync(Start("another"));
        Assert.Equal(Keys(another), await ListAsync(null, 10));
    }

    [Fact]
    public async Task ReadList_OfAnIdThatIsUsedAgain_HasItsNewStart()
    {
        await StartedAsync(Start("p"));
        await MoveAsync("p", PipelineStatus.Completed);
        await World.PassAsync(TimeSpan.FromMilliseconds(20));

        var again = await StartedAsync(Start("p"), "producer-2");

        Assert.Equal(ListKey.Of(again), (await ListAsync(null, 10))[0]);
    }

    [Fact]
    public async Task ReadList_OfARestoredPipeline_HasItAtItsPlace()
    {
        var held = await StartedAsync(Start("p"));
        var ended = (await MoveAsync("p", PipelineStatus.Completed)).State!;
        var lost = ended with { Id = "q", Position = new(held.Position.Epoch, ended.Position.Version) };

        var restored = (await Backplane.RestoreAsync(lost, Ct)).State!;

        Assert.Equal(lost.CreatedAt, restored.CreatedAt);
        Assert.Equal(Keys(held, lost), await ListAsync(null, 10));
    }

    private static string[] Keys(params PipelineState[] states) =>
        [.. states.Select(s => ListKey.Of(s)!).OrderDescending(StringComparer.Ordinal)];

    private async Task<string[]> ListAsync(string? before, int max) =>
        [.. await Backplane.ReadListAsync(Owner, before, max, Ct)];
}
