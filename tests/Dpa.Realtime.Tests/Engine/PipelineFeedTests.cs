namespace Dpa.Realtime.Tests.Engine;

/// <summary>What another node receives of a pipeline's changes.</summary>
public sealed class PipelineFeedTests : EngineTest
{
    [Fact]
    public async Task Messages_OfWhichOneIsLost_EndAtTheNewestState()
    {
        var (other, receiver, line) = Node();
        await other.SubscribeAsync("p", Ct);
        await StartedAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });
        line.ToLose = 1;
        await ApplyAsync("p", new StageChange { Id = "a", Progress = 10 });
        await ApplyAsync("p", new StageChange { Id = "a", Progress = 20 });

        Assert.Equal([1L, 2, 4], receiver.ChangesOf("p").Select(c => c.State.Position.Version));
        Assert.Equal(20, receiver.ChangesOf("p")[^1].State.Stages[0].Progress);
    }

    [Fact]
    public async Task Messages_ThatComeTwice_AreHandedOnOnce()
    {
        var (other, receiver, line) = Node();
        line.Repeats = true;
        await other.SubscribeAsync("p", Ct);
        await StartedAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });

        Assert.Equal([1L, 2], receiver.ChangesOf("p").Select(c => c.State.Position.Version));
    }

    [Fact]
    public async Task Message_ThatIsNoMessage_MakesItReadThePipeline()
    {
        var (other, receiver, line) = Node();
        await other.SubscribeAsync("p", Ct);
        line.ToLose = 1;
        await StartedAsync(new PipelineStart("p", "user-1"));

        line.Receive(new StoreMessage("p", new byte[] { 99, 1, 2 }));

        Assert.Equal([1L], receiver.ChangesOf("p").Select(c => c.State.Position.Version));
    }

    [Fact]
    public async Task Subscription_OfTwoUsers_EndsWithTheSecond()
    {
        var (other, receiver, _) = Node();
        await other.SubscribeAsync("p", Ct);
        await other.SubscribeAsync("p", Ct);
        await other.UnsubscribeAsync("p", Ct);
        await StartedAsync(new PipelineStart("p", "user-1") { Stages = [new("a")] });
        await other.UnsubscribeAsync("p", Ct);
        await ApplyAsync("p", new StageChange { Id = "a", Status = PipelineStatus.Processing });

        Assert.Equal([1L], receiver.ChangesOf("p").Select(c => c.State.Position.Version));
    }
}
