using DocumentPipelineHost.Tests.Host;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>The same picture after a reload in each stage, and on another device.</summary>
public sealed class ReloadTests(Chromium chromium)
{
    [Theory]
    [InlineData("parse", "upload")]
    [InlineData("index", "parse")]
    [InlineData("summary", "index")]
    public async Task Reload_BeforeEachStage_ShowsTheSameAndGoesOn(string held, string done)
    {
        const string File = "reload.txt";
        await using var host = await HeldHost.StartAsync(held);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Text(File));
        await Assertions
            .Expect(upload.Stage(File, done))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });

        await page.ReloadAsync();
        await Assertions
            .Expect(upload.Stage(File, done))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 15_000 });
        await Assertions.Expect(upload.Card(File)).ToHaveCountAsync(1);
        Assert.NotEqual("completed", await upload.Stage(File, held).GetAttributeAsync("data-status"));
        host.Release();
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task SecondDevice_SeesWhatTheFirstSends_AndInterruptsIt()
    {
        const string File = "both-devices.txt";
        string[] batch = ["one.txt", "two.txt"];
        await using var host = await HeldHost.StartAsync("summary");
        await using var desktop = await chromium.OpenDesktopAsync();
        await using var pocket = await chromium.OpenPhoneAsync("en-US", ColorScheme.Light);
        var first = new UploadPage(await desktop.NewPageAsync(), host.Address);
        var phone = await pocket.NewPageAsync();
        var second = new UploadPage(phone, host.Address);
        await first.OpenAsync();
        await second.OpenAsync();

        await first.ChooseAsync(Text(File));
        await second.ShowStagesAsync(File);
        await Assertions
            .Expect(second.Stage(File, "index"))
            .ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        await second.Action(File, "interrupt").ClickAsync();
        await first.WaitForAsync(File, "interrupted");
        await first.Action(File, "resume").ClickAsync();
        await first.ChooseAsync([.. batch.Select(Text)]);
        foreach (var file in batch)
            await Assertions.Expect(second.Card(file)).ToBeVisibleAsync(new() { Timeout = 30_000 });
        host.Release();
        foreach (var file in (string[])[File, .. batch])
            await second.WaitForAsync(file, "completed");
    }

    private static FilePayload Text(string name) =>
        new()
        {
            Name = name, MimeType = "text/plain", Buffer = Texts.Unique($"The text of {name}. It has words."),
        };
}
