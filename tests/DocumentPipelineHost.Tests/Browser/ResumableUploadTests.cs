using System.Globalization;
using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// An upload that is paused, whose page is reloaded, whose network goes: nothing that the host has is sent again.
/// </summary>
public sealed class ResumableUploadTests(Chromium chromium)
{
    private const string File = "long.txt";

    // 256 KB a second: several seconds for the file, so that there is a middle to stop in.
    private const int Slow = 256 * 1024;

    [Fact]
    public async Task Pause_ThenGoOn_SendsTheRestOnly()
    {
        await using var host = await PageHost.StartAsync("--Upload:SegmentBytes", "65536");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var offsets = Offsets(page);
        var upload = await BeginAsync(host, page, Payload());

        await upload.Action(File, "pause").ClickAsync();
        await upload.WaitForAsync(File, "paused");
        await SpeedAsync(page, -1);
        await upload.Action(File, "go-on").ClickAsync();
        await upload.WaitForAsync(File, "completed");
        Assert.Equal(0, offsets[0]);
        Assert.Equal(2, offsets.Count);
        Assert.True(offsets[1] > 0, "The file was sent from its beginning.");
    }

    [Fact]
    public async Task Reload_AsksForTheFile_AndGoesOnWhereItWas()
    {
        var payload = Payload();
        await using var host = await PageHost.StartAsync("--Upload:SegmentBytes", "65536");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var offsets = Offsets(page);
        var upload = await BeginAsync(host, page, payload);
        page.Dialog += (_, dialog) => dialog.AcceptAsync(); // the browser asks whether to leave

        await page.ReloadAsync();
        await upload.WaitForAsync(File, "reselect");
        await Assertions.Expect(upload.Card(File)).ToContainTextAsync("Choose the same file again to go on from");
        var picker = upload.Card(File).Locator("input[type=file]");
        await picker.SetInputFilesAsync(
            new FilePayload
            {
                Name = "other.txt", MimeType = "text/plain", Buffer = Texts.Unique("Another."),
            });
        await Assertions
            .Expect(upload.Card(File).GetByRole(AriaRole.Alert))
            .ToContainTextAsync("That is another file.");
        await SpeedAsync(page, -1);
        // A test's file is made at the moment when it is chosen. Once the page is gone, which writes when it goes.
        await page.AddInitScriptAsync($"({ForgetTimes})()");
        await page.ReloadAsync();
        await upload.WaitForAsync(File, "reselect");
        await picker.SetInputFilesAsync(payload);
        await upload.WaitForAsync(File, "completed");
        Assert.True(offsets[^1] > 0, "The file was sent from its beginning.");
    }

    [Fact]
    public async Task NetworkGone_WaitsAndGoesOnByItselfWhenItIsBack()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();

        await context.SetOfflineAsync(true);
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = File, MimeType = "text/plain", Buffer = Texts.Unique("The network comes back."),
            });
        await upload.WaitForAsync(File, "offline");
        await Assertions.Expect(upload.Card(File)).ToContainTextAsync("Waiting for the network");
        await context.SetOfflineAsync(false);
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task RefusedFile_StaysListedOverAReload_UntilItIsDismissed()
    {
        const string Big = "big.txt";
        await using var host = await PageHost.StartAsync("--Upload:MaxBytes", "1000");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(new FilePayload { Name = Big, MimeType = "text/plain", Buffer = new byte[2000] });
        await upload.WaitForAsync(Big, "failed");

        await page.ReloadAsync();
        await upload.WaitForAsync(Big, "failed");
        await Assertions.Expect(upload.Card(Big).Locator(".error-box")).ToContainTextAsync("at most");
        await upload.Card(Big).GetByRole(AriaRole.Button, new() { Name = "Remove from the list" }).ClickAsync();
        await Assertions.Expect(upload.Card(Big)).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".options")).ToBeVisibleAsync();
        await Assertions.Expect(upload.Card(Big)).ToHaveCountAsync(0);
    }

    private const string ForgetTimes = """
        () => {
          for (const name of Object.keys(localStorage).filter((each) => each.startsWith('dpa.uploads.'))) {
            localStorage.setItem(name, localStorage.getItem(name).replace(/"modifiedAt":\d+/g, '"modifiedAt":0'));
          }
        }
        """;

    private static FilePayload Payload() =>
        new() { Name = File, MimeType = "text/plain", Buffer = Texts.Unique(new string('a', 2_500_000)) };

    /// <summary>Where each sending of bytes began.</summary>
    private static List<long> Offsets(IPage page)
    {
        var offsets = new List<long>();
        page.Request += (_, request) =>
        {
            if (request.Method == "PATCH")
                offsets.Add(long.Parse(request.Headers["upload-offset"], CultureInfo.InvariantCulture));
        };
        return offsets;
    }

    /// <summary>Begins an upload on a slow line and waits until the host has some of it.</summary>
    private static async Task<UploadPage> BeginAsync(PageHost host, IPage page, FilePayload payload)
    {
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload only" }).ClickAsync();
        await SpeedAsync(page, Slow);
        await upload.ChooseAsync(payload);
        await Assertions.Expect(upload.Stage(File, "upload").Locator(".stage-percent")).ToHaveTextAsync(
            new Regex("^[1-9][0-9] %$"), new() { Timeout = 60_000 });
        return upload;
    }

    /// <summary>Bytes a second on the way up; below zero for as many as there are.</summary>
    private static async Task SpeedAsync(IPage page, int bytes)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = bytes,
        });
    }
}
