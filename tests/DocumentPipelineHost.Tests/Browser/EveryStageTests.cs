using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// A reload, a second device, the end of the host: in every stage the picture is the host's, and goes on.
/// </summary>
public sealed class EveryStageTests(Chromium chromium)
{
    private const string File = "harbour.md";

    private static readonly string[] Stages = ["upload", "parse", "index", "summary", "analysis"];

    [Theory]
    [InlineData("parse")]
    [InlineData("index")]
    [InlineData("summary")]
    [InlineData("analysis")]
    public async Task Reload_AndASecondDevice_ShowTheStageThatRunsAndGoOnToTheEnd(string stage)
    {
        await using var host = await HeldHost.StartAsync(stage);
        await using var desk = await chromium.OpenDesktopAsync();
        await using var phone = await chromium.OpenPhoneAsync("en-US", ColorScheme.Dark);
        var page = await desk.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        await upload.ChooseAsync(new FilePayload { Name = File, MimeType = "text/markdown", Buffer = Texts.English });
        await ExpectAtAsync(upload, stage);

        await page.ReloadAsync();
        await ExpectAtAsync(upload, stage);
        var other = new UploadPage(await phone.NewPageAsync(), host.Address);
        await other.OpenAsync();
        await other.ShowStagesAsync(File);
        await ExpectAtAsync(other, stage);

        host.Release();
        await upload.WaitForAsync(File, "completed");
        await other.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task HostKilledAndStartedAgain_ThePageComesBackAndTheDocumentEnds()
    {
        const string Long = "killed.pdf";
        await using var host = await PageProcess.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var history = await StageHistory.RecordAsync(page);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.ThreeHundredPages(Long));
        await history.UntilAsync(Long, "parse", "processing");

        await host.KillAsync();
        await Assertions.Expect(upload.Card(Long).Locator(".card-lost")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await host.RestartAsync();

        await Assertions
            .Expect(page.Locator(".connection"))
            .ToHaveAttributeAsync("data-status", "live", new() { Timeout = 30_000 });
        await Assertions.Expect(upload.Card(Long).Locator(".card-lost")).ToHaveCountAsync(0);
        await upload.WaitForAsync(Long, "completed");
    }

    private static async Task ExpectAtAsync(UploadPage upload, string stage)
    {
        await upload.WaitForAsync(File, "processing");
        foreach (var before in Stages.TakeWhile(each => each != stage))
            await Assertions
                .Expect(upload.Stage(File, before))
                .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        foreach (var after in Stages.SkipWhile(each => each != stage).Skip(1))
            await Assertions.Expect(upload.Stage(File, after)).ToHaveAttributeAsync("data-status", "pending");
    }
}
