namespace Dpa.Realtime.Tests.Engine;

/// <summary>A parent counts its children whatever was lost: an answer, a node.</summary>
public sealed class CountingTests : EngineTest
{
    private static readonly TimeSpan Lease = new DpaRealtimeOptions().ProducerLease;

    [Fact]
    public async Task Child_WhoseAnswerWasLost_IsCountedWhenItsChangeIsRepeated()
    {
        await FamilyAsync();
        var change = Change("child") with { Status = PipelineStatus.Completed, EndOpenStages = true };
        Line.LosesAnswerOf = c => c.PipelineId == "child";
        await Assert.ThrowsAsync<PipelineException>(async () => await Engine.ApplyAsync(change, Ct));
        Line.LosesAnswerOf = _ => false;

        var again = await Engine.ApplyAsync(change, Ct);

        Assert.Equal(("batch", PipelineStatus.Completed), Shown(Assert.Single(again.Parents)));
    }

    [Fact]
    public async Task Child_WhoseNodeDiedBeforeTheParentsCommit_IsCountedByAnother()
    {
        var (other, ear, line) = Node();
        await FamilyAsync();
        var due = new List<TimeSpan?>();
        Line.LosesAnswerOf = c =>
        {
            due.Add(c.DueIn);
            Store.IsAway = true; // the child's commit is this node's last
            return false;
        };
        Assert.Empty((await MoveAsync("child", PipelineStatus.Completed)).Parents);
        Assert.Equal([Lease], due);
        Store.IsAway = false;
        Time.Advance(Lease);
        line.Due = ["child"];
        line.LosesAnswerOf = c =>
        {
            if (c.PipelineId == "child") due.Add(c.DueIn);
            return false;
        };

        await other.SweepAsync(Ct);

        Assert.Equal(("batch", PipelineStatus.Completed), Shown(Assert.Single(ear.Lost)));
        Assert.Equal([Lease, null], due); // looked at once and not again
    }

    [Fact]
    public async Task Parent_WhoseAnswerWasLost_IsCountedInItsOwnParent()
    {
        await FamilyAsync();
        await StartedAsync(new PipelineStart("grandchild", "user-1") { ParentId = "child" });
        Line.LosesAnswerOf = c => c.PipelineId == "child";
        await MoveAsync("grandchild", PipelineStatus.Completed);
        Line.LosesAnswerOf = _ => false;

        await Engine.SweepAsync(Ct);
        await Engine.SweepAsync(Ct);

        Assert.Equal(
            [("batch", PipelineStatus.Completed), ("child", PipelineStatus.Completed)],
            Receiver.Lost.Select(Shown).Order());
    }

    private static (string, PipelineStatus) Shown(AcceptedChange change) => (change.State.Id, change.State.Status);

    private async Task FamilyAsync()
    {
        await StartedAsync(new PipelineStart("batch", "user-1") { Children = 1 });
        await StartedAsync(new PipelineStart("child", "user-1") { ParentId = "batch", Children = 1 });
    }
}
