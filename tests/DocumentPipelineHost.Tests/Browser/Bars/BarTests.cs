using DocumentPipelineHost.Tests.ClientInBrowser;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>
/// What each bar shows, in every frame that is painted, beside the state: at most 5 points and 300 ms apart, and never
/// back within an attempt.
/// </summary>
public sealed class BarTests(Chromium chromium) : IAsyncLifetime
{
    private readonly DataFolderOfTest _folder = new();
    private TestHost? _host;

    private IProgressNotifier Progress => _host!.Services.GetRequiredService<IProgressNotifier>();

    public async ValueTask InitializeAsync() =>
        _host = await TestHost.StartAsync(_folder, "--webroot", PageHost.WebRoot);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("fast", 1, 2000)]
    [InlineData("normal", 100, 40)]
    [InlineData("slow", 1200, 6)]
    public async Task EachPaintedFrame_IsNearTheStateAndInTime(string name, int paceMs, int steps)
    {
        await using var context = await chromium.OpenDesktopAsync();
        var (bars, _) = await OpenAsync(await context.NewPageAsync());
        await using var work = await MovedPipeline.StartAsync(Progress, $"{name}-{Guid.NewGuid():N}");
        await bars.UntilAsync(work.Id, 0);

        await work.MoveAsync(0, 96, steps, TimeSpan.FromMilliseconds(paceMs));
        await bars.UntilAsync(work.StageBar, 96);
        await work.EndAsync();
        await bars.UntilAsync(work.Id, 100);

        await JudgeAsync(bars, work);
    }

    [Fact]
    public async Task JumpsAndCrumbs_EachPaintedFrame_IsNearTheStateAndInTime()
    {
        await using var context = await chromium.OpenDesktopAsync();
        var (bars, _) = await OpenAsync(await context.NewPageAsync());
        await using var work = await MovedPipeline.StartAsync(Progress, $"jumps-{Guid.NewGuid():N}");
        await bars.UntilAsync(work.Id, 0);

        foreach (var start in (double[])[0, 30, 60])
        {
            work.Stage.Report(start + 25); // and while the bar is on its way, very many that hardly move it
            await work.MoveAsync(start + 25, start + 26, 60, TimeSpan.FromMilliseconds(10));
        }

        await bars.UntilAsync(work.StageBar, 86);
        await JudgeAsync(bars, work);
    }

    [Fact]
    public async Task IdUsedAgain_AndANewAttempt_BeginAtTheirOwnValue()
    {
        var id = $"again-{Guid.NewGuid():N}";
        await using var context = await chromium.OpenDesktopAsync();
        var (bars, _) = await OpenAsync(await context.NewPageAsync());
        await using (var first = await MovedPipeline.StartAsync(Progress, id))
        {
            await bars.UntilAsync(id, 0);
            await first.MoveAsync(0, 80, 10, TimeSpan.FromMilliseconds(20));
            await bars.UntilAsync(first.StageBar, 80);
            await first.EndAsync();
            await bars.UntilAsync(id, 100);
        }

        await using var second = await MovedPipeline.StartAsync(Progress, id);
        await bars.UntilAsync(id, 0, run: 2);
        await second.MoveAsync(0, 50, 10, TimeSpan.FromMilliseconds(20));
        await bars.UntilAsync(second.StageBar, 50, run: 2);
        await second.Stage.RetryAsync("Once more.", TestContext.Current.CancellationToken);
        await second.MoveAsync(0, 20, 10, TimeSpan.FromMilliseconds(20));
        await bars.UntilAsync(second.StageBar, 20, run: 3);

        await JudgeAsync(bars, second);
        var frames = await bars.FramesAsync();
        Assert.Equal(0, frames[id].First(frame => frame.Run != frames[id][0].Run && frame.Known is not null).Number);
    }

    [Fact]
    public async Task ReducedMotion_EachPaintedFrame_IsTheStateItself()
    {
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        var (bars, _) = await OpenAsync(page);
        await using var work = await MovedPipeline.StartAsync(Progress, $"still-{Guid.NewGuid():N}");
        await bars.UntilAsync(work.Id, 0);

        await work.MoveAsync(0, 90, 18, TimeSpan.FromMilliseconds(50));
        await bars.UntilAsync(work.StageBar, 90);

        await JudgeAsync(bars, work, near: 0.01);
    }

    [Fact]
    public async Task HiddenAndShownAgain_TheFirstPaintedFrame_IsNearTheState()
    {
        await using var tabs = new RealTabs();
        var page = await tabs.OpenTabAsync();
        var (bars, _) = await OpenAsync(page);
        await using var work = await MovedPipeline.StartAsync(Progress, $"hidden-{Guid.NewGuid():N}");
        await bars.UntilAsync(work.Id, 0);
        await work.MoveAsync(0, 20, 10, TimeSpan.FromMilliseconds(20));
        await bars.UntilAsync(work.StageBar, 20);

        var other = await tabs.OpenTabAsync();
        await page.WaitForFunctionAsync(
            "() => document.visibilityState === 'hidden'",
            null, new() { PollingInterval = 50 });
        await work.MoveAsync(20, 70, 10, TimeSpan.FromMilliseconds(20));
        await page.BringToFrontAsync();
        await bars.UntilAsync(work.StageBar, 70);
        await other.CloseAsync();

        await JudgeAsync(bars, work);
    }

    /// <summary>So many run at once that each is a line whose bar goes in steps.</summary>
    [Fact]
    public async Task VeryManyAtOnce_EachPaintedFrameOfThoseInSight_IsNearTheStateAndInTime()
    {
        const int Many = 20;
        const int InSight = 3;
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var (bars, _) = await OpenAsync(page);
        List<MovedPipeline> all = [];
        try
        {
            for (var i = 0; i < Many; i++)
                all.Add(await MovedPipeline.StartAsync(Progress, $"crowd-{i:00}-{Guid.NewGuid():N}"));
            await Assertions
                .Expect(page.Locator("article.card[data-line=true][data-status=processing]"))
                .ToHaveCountAsync(Many, new() { Timeout = 60_000 });

            await Task.WhenAll(all.Select(static one => one.MoveAsync(0, 30, 60, TimeSpan.FromMilliseconds(100))));
            foreach (var one in all.Take(InSight))
                await bars.UntilAsync(one.Id, 22.4); // three quarters of it are of this stage

            var frames = await bars.FramesAsync();
            foreach (var one in all.Take(InSight))
            {
                TestContext.Current.TestOutputHelper!.WriteLine(BarJudge.Summary(frames[one.Id]));
                BarJudge.AssertTrue(frames[one.Id]);
            }
        }
        finally
        {
            foreach (var one in all) await one.DisposeAsync();
        }
    }

    private async Task<(PaintedBars Bars, UploadPage Upload)> OpenAsync(IPage page)
    {
        var bars = await PaintedBars.RecordAsync(page);
        var upload = new UploadPage(page, _host!.Address);
        await upload.OpenAsync();
        return (bars, upload);
    }

    private static async Task JudgeAsync(PaintedBars bars, MovedPipeline work, double? near = null)
    {
        var frames = await bars.FramesAsync();
        foreach (var bar in (string[])[work.Id, work.StageBar])
        {
            TestContext.Current.TestOutputHelper!.WriteLine(BarJudge.Summary(frames[bar]));
            if (near is { } exact)
                BarJudge.AssertTrue(frames[bar], exact);
            else
                BarJudge.AssertTrue(frames[bar]);
        }
    }
}
