using Dpa.Realtime.Hosting;

namespace Dpa.Realtime.Producers.Tests.Hosting;

/// <summary>An existing loop over items that is shown as one pipeline.</summary>
public sealed class LoopTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Loop_IsShownToItsEndItemByItem()
    {
        await using var progress = new TestProgress();
        var (seen, before) = (new List<int>(), new List<double>());

        await foreach (
            var page in Enumerable.Range(1, 4).WithProgressAsync(
                progress, new PipelineStart("p", "user-1"), Ct, unit: "pages"))
        {
            seen.Add(page);
            before.Add(progress["p"].State!.OverallProgress);
        }

        var end = await progress["p"].EndAsync();
        Assert.Equal([1, 2, 3, 4], seen);
        Assert.True(before.All(static percent => percent < 100), "an item was counted before it was done");
        Assert.Equal(PipelineStatus.Completed, end.Status);
        var stage = Assert.Single(end.Stages);
        Assert.Equal(
            ("work", 4, 4, "pages"), (stage.Id, stage.CompletedUnits, stage.TotalUnits, stage.Unit));
    }

    [Fact]
    public async Task Loop_OfADeclaredStageAndItemsThatAreNotCounted_UsesTheStageAndTheCountGiven()
    {
        await using var progress = new TestProgress();
        var start = new PipelineStart("p", "user-1") { Stages = [new("copy")] };

        await foreach (var _ in Lazy().WithProgressAsync(progress, start, Ct, count: 2));

        var stage = Assert.Single((await progress["p"].EndAsync()).Stages);
        Assert.Equal(("copy", 2, "items"), (stage.Id, stage.TotalUnits, stage.Unit));

        static IEnumerable<string> Lazy()
        {
            yield return "a";
            yield return "b";
        }
    }

    [Fact]
    public async Task Loop_WithoutItems_IsCompleted()
    {
        await using var progress = new TestProgress();

        await foreach (
            var _ in Array.Empty<int>().WithProgressAsync(progress, new PipelineStart("p", "user-1"), Ct));

        Assert.Equal(PipelineStatus.Completed, (await progress["p"].EndAsync()).Status);
    }

    [Fact]
    public async Task Exception_InTheBody_FailsTheLoopAndIsPassedOn()
    {
        await using var progress = new TestProgress();

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (
                var _ in Enumerable.Range(1, 4).WithProgressAsync(progress, new PipelineStart("p", "user-1"), Ct))
                throw new InvalidOperationException("secret");
        });

        Assert.Equal(PipelineStatus.Failed, (await progress["p"].EndAsync()).Status);
    }

    [Fact]
    public async Task Token_EndsTheLoopBeforeTheNextItem_AsCancelled()
    {
        await using var progress = new TestProgress();
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();

        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                var page in Enumerable.Range(1, 4).WithProgressAsync(
                    progress, new PipelineStart("p", "user-1"), stop.Token))
            {
                seen.Add(page);
                if (page == 2) await stop.CancelAsync();
            }
        });

        Assert.Equal([1, 2], seen);
        Assert.Equal(PipelineStatus.Cancelled, (await progress["p"].EndAsync()).Status);
    }

    [Fact]
    public async Task Pipeline_ThatIsRefusedOrTakenOver_LosesNoItem()
    {
        await using var progress = new TestProgress();
        await using var live = await progress.StartAsync(new PipelineStart("live", "user-1"), Ct);
        var seen = new List<int>();

        await foreach (
            var item in Enumerable.Range(1, 2).WithProgressAsync(progress, new PipelineStart("live", "user-1"), Ct))
            seen.Add(item);
        await foreach (
            var item in Enumerable.Range(3, 2).WithProgressAsync(progress, new PipelineStart("taken", "user-1"), Ct))
        {
            if (item == 3) await (await progress.ResumeAsync("taken", Ct)).CancelAsync(cancellationToken: Ct);
            seen.Add(item);
        }

        Assert.Equal([1, 2, 3, 4], seen);
        Assert.Equal(PipelineStatus.Processing, progress["live"].State!.Status);
        Assert.Equal(PipelineStatus.Cancelled, (await progress["taken"].EndAsync()).Status);
    }
}
