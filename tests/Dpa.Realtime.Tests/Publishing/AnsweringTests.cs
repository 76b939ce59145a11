using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>Of several answers one counts, whoever leaves meanwhile.</summary>
public sealed class AnsweringTests : AskingTest
{
    [Fact]
    public async Task Answer_CommitUnheard_IsRepeatedAndAcceptedOnce()
    {
        await Dispatcher.StartAsync(Ct);
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.LosesAnswerWith = ControllableBackplane.Away;

        var giving = GiveAsync("again");
        await PassUntilAsync(() => giving.IsCompleted);

        Assert.Equal(ApplyStatus.Applied, await giving);
        Assert.Equal("again", (await asking).Text);
        Assert.Equal(ApplyStatus.AlreadyAnswered, await GiveAsync("again"));
        await run.CompleteAsync(Ct);
        await UntilAsync(() => Handler.Handled.Exists(h => h.Transition.To == PipelineStatus.Completed));
        Assert.Single(Handler.Handled, h => h.Transition.From == PipelineStatus.Waiting); // that its answer brought
    }

    [Fact]
    public async Task Answer_PersonLeavesBeforeItsCommitIsHeard_IsRepeatedAllTheSame()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.LosesAnswerWith = ControllableBackplane.Away;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var giving = Answers.GiveAsync("user-2", "p", "duplicate", "\"again\"", left.Token).AsTask();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => giving);
        await PassUntilAsync(() => asking.IsCompleted);
        Assert.Equal("again", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Answer_ManyAtOnce_OneIsAccepted()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(() => GiveAsync(Duplicate.Choices[i % 3]))));

        Assert.Single(statuses, s => s == ApplyStatus.Applied);
        Assert.Equal(15, statuses.Count(s => s == ApplyStatus.AlreadyAnswered));
        Assert.Contains((await asking).Text, Duplicate.Choices);
        await run.CompleteAsync(Ct);
    }
}
