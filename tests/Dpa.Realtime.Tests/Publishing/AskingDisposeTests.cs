using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A run that is disposed while it asks leaves no question behind.</summary>
public sealed class AskingDisposeTests : AskingTest
{
    [Fact]
    public async Task Dispose_WhileItWaits_EndsThePipelineAsAbandoned()
    {
        var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await run.DisposeAsync();

        var ended = await ReadAsync();
        Assert.Equal((PipelineStatus.Failed, "abandoned"), (ended.Status, ended.Error?.Code));
        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_OfARunThatJoinedWhileItAsks_LeavesNoQuestionBehind(bool ofAStage)
    {
        await using var run = await StartedAsync("a", "b");
        var joined = await Notifier.JoinAsync("p", Ct);
        var asking = ofAStage
            ? (await joined.StartStageAsync("b", Ct)).AskAsync(Duplicate, Ct).AsTask()
            : joined.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await joined.DisposeAsync();

        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
        await UntilAsync(() => Backplane.Released.Contains("p"));
        var left = await ReadAsync();
        Assert.Equal((PipelineStatus.Processing, null), (left.Status, left.Question));
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Dispose_OfAParentWhileItAsks_LeavesNoQuestionBehind()
    {
        var parent = await Notifier.StartAsync(new PipelineStart("p", Owner) { Children = 2 }, Ct);
        var asking = parent.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await parent.DisposeAsync();

        Assert.Equal("illegal_transition", (await Assert.ThrowsAsync<PipelineException>(() => asking)).Code);
        await UntilAsync(() => Backplane.Released.Contains("p"));
        var left = await ReadAsync();
        Assert.Equal((PipelineStatus.Processing, null), (left.Status, left.Question));
    }
}
