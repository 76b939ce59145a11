using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// What a person does to a document on its way, by the buttons, the menu and the keyboard of its card.
/// </summary>
public sealed class ControlButtonTests(Chromium chromium)
{
    private const string File = "harbour.txt";

    [Fact]
    public async Task InterruptAndResume_ByTheButtons_StopsAndGoesOnToTheEnd()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var upload = await BeginAsync(host, await context.NewPageAsync());

        await upload.Action(File, "interrupt").ClickAsync();
        await upload.WaitForAsync(File, "interrupted");
        host.Release();
        await upload.Action(File, "resume").ClickAsync();
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task EscapeTwice_OnTheFocusedCard_AsksThenInterrupts()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = await BeginAsync(host, page);

        await upload.Card(File).FocusAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(upload.Card(File).GetByRole(AriaRole.Alert)).ToContainTextAsync("Press Esc again");
        await Assertions.Expect(upload.Card(File)).ToHaveAttributeAsync("data-status", "processing");
        await page.Keyboard.PressAsync("Escape");
        await upload.WaitForAsync(File, "interrupted");
    }

    [Fact]
    public async Task CancelThenRetryOneStage_FromTheMenu_MakesThatStageAgain()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var upload = await BeginAsync(host, await context.NewPageAsync());

        await upload.Action(File, "cancel").ClickAsync();
        await upload.WaitForAsync(File, "cancelled");
        host.Release();
        await upload.ChooseInMenuAsync(File, "retry-summary");
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task RetryOfACancelledOne_ByTheButton_GoesOnToTheEnd()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenDesktopAsync();
        var upload = await BeginAsync(host, await context.NewPageAsync());

        await upload.Action(File, "cancel").ClickAsync();
        await upload.WaitForAsync(File, "cancelled");
        host.Release();
        await upload.Action(File, "retry").ClickAsync();
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task ProcessAgain_FromTheMenu_IsAnotherRunOfTheDocument()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Payload());
        await upload.WaitForAsync(File, "completed");
        var first = await upload.Card(File).GetAttributeAsync("data-pipeline-id");

        await upload.ChooseInMenuAsync(File, "again");
        await Assertions
            .Expect(upload.Card(File))
            .Not.ToHaveAttributeAsync("data-pipeline-id", first!, new() { Timeout = 30_000 });
        await upload.WaitForAsync(File, "completed");
        await upload.Card(File).GetByRole(AriaRole.Link, new() { Name = File, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".runs > li")).ToHaveCountAsync(2);
    }

    private static FilePayload Payload() =>
        new()
        {
            Name = File, MimeType = "text/plain", Buffer = Texts.Unique("The cranes of the harbour lift forty tonnes."),
        };

    private static async Task<UploadPage> BeginAsync(HeldHost host, IPage page)
    {
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Payload());
        await Assertions
            .Expect(upload.Stage(File, "index"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        return upload;
    }
}
