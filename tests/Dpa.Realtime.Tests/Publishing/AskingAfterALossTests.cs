using Dpa.Realtime.Publishing;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A question and its answer survive what is lost: a producer, a state, a notice.</summary>
public sealed class AskingAfterALossTests : AskingTest
{
    [Fact]
    public async Task Ask_ByARunThatTookOver_GetsTheAnswerThatWasGivenMeanwhile()
    {
        await using var lost = await StartedAsync("a");
        var asking = (await lost.StartStageAsync("a", Ct)).AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        await using var next = await Notifier.ResumeAsync("p", Ct);
        await GiveAsync("both"); // before the next one asks

        var stage = await next.StartStageAsync("a", Ct);
        var answer = await stage.AskAsync(Duplicate, Ct);

        Assert.Equal(("both", PipelineStatus.Processing), (answer.Text, next.State.Status));
        await ReplacedAsync(asking); // one of the two acts upon the answer
        stage.Report(10);
        await UntilAsync(() => next.State.Stages[0].Progress == 10);
        await next.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_ByARunThatTookOver_GoesOnWaiting()
    {
        await using var lost = await StartedAsync();
        var asking = lost.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        await using var next = await Notifier.ResumeAsync("p", Ct);
        var again = next.AskAsync(Duplicate, Ct).AsTask();
        await UntilAsync(() => next.State.Question?.Id == "duplicate" && next.State.Position.Version > 2);

        Assert.Equal(ApplyStatus.Applied, await GiveAsync("again"));

        Assert.Equal("again", (await again).Text);
        await ReplacedAsync(asking);
        await next.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_BackplaneUnavailable_AsksWhenItIsReachableAgain()
    {
        await using var run = await StartedAsync("a");
        Backplane.FailsWith = ControllableBackplane.Away;
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await UntilAsync(() => Log.Count(1) > 0);
        Assert.False(asking.IsCompleted);

        await ComeBackAsync();
        await AskedAsync();
        await GiveAsync("open");

        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_StateLostWhileItWaits_IsAskedAgain()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.Inner = Memory = NewMemory(); // all is lost
        Memory.Attach(Hub);
        await run.WarnAsync("still there", Ct); // the run's next change restores what it knows

        await AskedAsync();
        Assert.Equal(ApplyStatus.Applied, await GiveAsync("open"));

        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_StateLostAndNothingElseReported_IsAskedAgainWhenPositionsAreCompared()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        Backplane.Inner = Memory = NewMemory(); // all is lost, and nobody watches
        Memory.Attach(Hub);

        await Runs.CompareAsync(Backplane, all: false);

        await AskedAsync();
        Assert.Equal(ApplyStatus.Applied, await GiveAsync("open"));
        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TheFirstChangeAfterALoss_StaysOpen()
    {
        await using var run = await StartedAsync("a");
        Backplane.Inner = Memory = NewMemory();
        Memory.Attach(Hub);
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();

        await run.WarnAsync("after what the restored copy lacks", Ct);

        Assert.Equal(PipelineStatus.Waiting, run.State.Status);
        Assert.DoesNotContain(run.State.Transitions, t => t.From == PipelineStatus.Waiting && t.To != t.From);
        await GiveAsync("open");
        Assert.Equal("open", (await asking).Text);
        await run.CompleteAsync(Ct);
    }

    [Fact]
    public async Task Ask_TheNewsIsLost_IsFoundWhenPositionsAreCompared()
    {
        await using var run = await StartedAsync("a");
        var asking = run.AskAsync(Duplicate, Ct).AsTask();
        await AskedAsync();
        // Straight to the store: nobody tells the run.
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "", Sequence = 0,
                Answer = new QuestionAnswer("duplicate", "\"both\"") { Request = "r" },
            },
            Ct);
        Assert.False(asking.IsCompleted);

        await Runs.CompareAsync(Backplane, all: true);

        Assert.Equal("both", (await asking).Text);
        await run.CompleteAsync(Ct);
    }
}
