using Dpa.Realtime.FanOut;
using Dpa.Realtime.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>
/// Another node has given a lost state back, from a copy that is older than what this run was told to have been
/// accepted.
/// </summary>
public sealed class OwingTests : PublishingTest
{
    [Fact]
    public async Task QuietRun_WhoseProgressTheRestoredCopyLacks_SaysItAgain()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        var old = await ReportedAsync(run, stage, 2.5);
        await ReportedAsync(run, stage, 4.16);

        await LoseAsync(old);
        await HealAsync();

        await UntilAsync(() => run.State.Continues is not null);
        Assert.Equal(4.16, (await ReadAsync()).Stages[0].Progress);
    }

    [Fact]
    public async Task Attributes_SetAsTheFirstChangeAfterALoss_Stay()
    {
        var run = await StartedAsync("a");
        await run.SetAttributesAsync(new Dictionary<string, string?> { ["engine"] = "one", ["x"] = "1" }, Ct);
        await LoseAsync(await ReadAsync());

        await run.SetAttributesAsync(new Dictionary<string, string?> { ["pages"] = "128", ["x"] = null }, Ct);
        await run.WarnAsync("seen", Ct);

        Assert.Equal(
            [("engine", "one"), ("pages", "128")], (await ReadAsync()).Attributes.Select(a => (a.Key, a.Value)));
    }

    [Fact]
    public async Task QuietRun_WhoseAttributesTheRestoredCopyLacks_SaysThemAgain()
    {
        var run = await StartedAsync("a");
        var old = await ReadAsync();
        await run.SetAttributesAsync(new Dictionary<string, string?> { ["pages"] = "128" }, Ct);

        await LoseAsync(old);
        await HealAsync();

        await UntilAsync(() => run.State.Continues is not null);
        Assert.Equal("128", (await ReadAsync()).Attributes["pages"]);
    }

    [Fact]
    public async Task QuietRun_WhoseAttributesTheRestoredCopyStillHas_RemovesThemAgain()
    {
        var run = await StartedAsync("a");
        await run.SetAttributesAsync(new Dictionary<string, string?> { ["page-0"] = "1" }, Ct);
        for (var i = 1; i < 20; i++)
            await run.SetAttributesAsync(
                new Dictionary<string, string?> { [$"page-{i}"] = "1", [$"page-{i - 1}"] = null }, Ct);
        var old = await ReadAsync();
        await run.SetAttributesAsync(new Dictionary<string, string?> { ["page-19"] = null, ["last"] = "1" }, Ct);

        await LoseAsync(old);
        await HealAsync();

        await UntilAsync(() => run.State.Continues is not null);
        Assert.Equal(["last"], (await ReadAsync()).Attributes.Keys);
    }

    [Fact]
    public async Task QuietRun_WhoseStageHasEndedMeanwhile_SaysThatToo()
    {
        var run = await StartedAsync("a", "b");
        var old = await ReadAsync();
        var stage = await run.StartStageAsync("a", Ct);
        await ReportedAsync(run, stage, 50);
        await stage.CompleteAsync(Ct);

        await LoseAsync(old);
        await HealAsync();

        await UntilAsync(() => run.State.Continues is not null);
        Assert.Equal(
            (PipelineStatus.Completed, 100.0),
            ((await ReadAsync()).Stages[0].Status, (await ReadAsync()).Stages[0].Progress));
    }

    [Fact]
    public async Task RunThatGoesOn_SaysTheStagesAgainThatItIsNotJustReporting()
    {
        var run = await StartedAsync("a", "b");
        var old = await ReadAsync();
        var a = await run.StartStageAsync("a", Ct);
        await ReportedAsync(run, a, 40);
        await a.CompleteAsync(Ct);
        var b = await run.StartStageAsync("b", Ct);

        await LoseAsync(old);
        b.Report(10);

        await UntilAsync(() =>
            run.State is { Continues: not null } state && state.Stages[0].Status == PipelineStatus.Completed);
        Assert.Equal(PipelineStatus.Processing, (await ReadAsync()).Stages[1].Status);
    }

    [Fact]
    public async Task StageOfAnotherProducer_IsNotThisRunsToSay()
    {
        var run = await StartedAsync("a", "b");
        await run.StartStageAsync("a", Ct);
        var old = await ReadAsync();
        await Memory.ResumeAsync("p", "other", exclusive: false, Ct);
        await Memory.ApplyAsync(
            new PipelineChange
            {
                PipelineId = "p", ProducerToken = "other", Sequence = 1,
                Stages =
                [
                    new StageChange
                    {
                        Id = "b", Status = PipelineStatus.Processing, Progress = 30,
                    },
                ],
            },
            Ct);
        await run.WarnAsync("so that it hears of b", Ct);

        await LoseAsync(old);
        await HealAsync();
        await run.WarnAsync("a turn later", Ct);

        Assert.Equal(
            (PipelineStatus.Pending, 0.0),
            ((await ReadAsync()).Stages[1].Status, (await ReadAsync()).Stages[1].Progress));
    }

    [Fact]
    public async Task RestoredState_ThatLacksNothing_MakesNoChange()
    {
        var run = await StartedAsync("a");
        var stage = await run.StartStageAsync("a", Ct);
        var newest = await ReportedAsync(run, stage, 30);
        var before = Backplane.Tried.Count;

        await LoseAsync(newest);
        await HealAsync();

        Assert.Equal(before, Backplane.Tried.Count);
    }

    private async Task<PipelineState> ReportedAsync(PipelineRun run, StageRun stage, double percent)
    {
        stage.Report(percent);
        await UntilAsync(() => run.State.Stages[0].Progress == percent);
        return await ReadAsync();
    }

    private async Task LoseAsync(PipelineState givenBack)
    {
        Backplane.Inner = Memory = NewMemory();
        await Memory.RestoreAsync(givenBack, Ct);
    }

    private Task HealAsync() =>
        new PipelineHub(
            Backplane, new ArchiveLookup(Backplane, Guests), Runs, Dispatcher, Metrics, NullLogger<PipelineHub>.Instance
        ).HealAsync();
}
