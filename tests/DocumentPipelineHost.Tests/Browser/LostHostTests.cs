using System.Text.RegularExpressions;
using Dpa.Realtime.Faults;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// The host is out of reach: the page says so in words, counts down, and does not go on counting what it cannot know.
/// </summary>
public sealed partial class LostHostTests(Chromium chromium)
{
    [Fact]
    public async Task HostGone_WithADocumentUnderWay_CountsDownAndSaysThatTheStateIsTheLastKnown()
    {
        const string File = "lost.pdf";
        await using var host = await PageProcess.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var history = await StageHistory.RecordAsync(page);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.ThreeHundredPages(File));
        await history.UntilAsync(File, "parse", "processing");
        await host.KillAsync(); // in the middle of it

        var label = page.Locator(".connection-long");
        await Assertions.Expect(label).ToHaveTextAsync(CountDown(), new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".connection")).Not.ToContainTextAsync("closed_");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Try now" })).ToBeVisibleAsync();
        await Assertions.Expect(upload.Card(File).Locator(".card-lost")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await upload.ScreenshotAsync("desktop-13-lost");

        // It stops counting, and nothing moves as if it went on; the page looks for the host every second until it is
        // there.
        var told = await upload.Card(File).Locator(".stage-time").AllTextContentsAsync();
        var looks = 0;
        page.RequestFailed += (_, request) =>
            Interlocked.Add(ref looks, request.Url.EndsWith("/healthz/live", StringComparison.Ordinal) ? 1 : 0);
        await Eventually.HoldsAsync(() => Volatile.Read(ref looks) >= 4, "four looks for the host");
        Assert.Equal(told, await upload.Card(File).Locator(".stage-time").AllTextContentsAsync());
        await Assertions.Expect(upload.Card(File).Locator("[data-indeterminate=true]")).ToHaveCountAsync(0);
        await Assertions.Expect(label).ToHaveTextAsync(CountDown());

        await host.RestartAsync();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 30_000 });
        await Assertions.Expect(upload.Card(File).Locator(".card-lost")).ToHaveCountAsync(0);
        await upload.WaitForAsync(File, "completed");
    }

    /// <summary>
    /// By the page's own time, which stands still but for what the test lets pass: one second to the next look, which
    /// the host answers, and less than one more until the page is live.
    /// </summary>
    [Fact]
    public async Task HostBack_IsFoundByTheNextLookASecondLater_AndThePageIsLiveWithinAnother()
    {
        await using var host = await PageProcess.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.Clock.InstallAsync();
        var (failed, answered) = (0, 0);
        page.RequestFailed += (_, request) => Interlocked.Add(ref failed, IsLook(request) ? 1 : 0);
        page.Response += (_, response) =>
            Interlocked.Add(ref answered, IsLook(response.Request) && response.Ok ? 1 : 0);
        await new UploadPage(page, host.Address).OpenAsync();
        await host.KillAsync();
        await Eventually.HoldsAsync(() => Volatile.Read(ref failed) >= 2, "two looks for the host that is gone");

        var now = await page.EvaluateAsync<long>("() => Date.now()");
        await page.Clock.PauseAtAsync(DateTimeOffset.FromUnixTimeMilliseconds(now + 2000).UtcDateTime);
        await host.RestartAsync();
        Assert.Equal(0, Volatile.Read(ref answered));
        await page.Clock.RunForAsync(1000);
        await Eventually.HoldsAsync(() => Volatile.Read(ref answered) > 0, "the host has answered a look");
        var left = 900; // in milliseconds of the page's time; the client's own next attempt may be half a minute away
        await Eventually.HoldsAsync(
            async () =>
            {
                if (await page.Locator(".connection").GetAttributeAsync("data-status") == "live")
                    return true;
                if (left > 0)
                    await page.Clock.RunForAsync(50);
                left -= 50;
                return false;
            },
            "the page is live within two seconds of its own time");
        Assert.InRange(Volatile.Read(ref answered), 1, 2);

        static bool IsLook(IRequest request) => request.Url.EndsWith("/healthz/live", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SocketsBack_TryNow_ConnectsAtOnce()
    {
        await using var host = await PageHost.StartAsync();
        await using var gate = new SocketGate(host.Address);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await new UploadPage(page, gate.Address).OpenAsync();
        gate.ShutForStreamsToo();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "polling", new() { Timeout = 60_000 });

        gate.Open(); // by itself the page would look for sockets again only once a minute
        await page.GetByRole(AriaRole.Button, new() { Name = "Try now" }).ClickAsync();
        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 15_000 });
    }

    [GeneratedRegex("^Reconnecting, next try in 1 s$")]
    private static partial Regex CountDown();
}
