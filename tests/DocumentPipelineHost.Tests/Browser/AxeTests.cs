using System.Text.Json;
using DocumentPipelineHost.Tests.Browser.Bars;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.People;
using Dpa.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>
/// axe-core finds nothing serious on any page and in any state, light and dark, on a desktop and on a phone.
/// </summary>
public sealed class AxeTests(Chromium chromium)
{
    private static readonly string Script = Path.Combine(
        Assets.Root, "samples", "DocumentPipelineHost", "ClientApp", "node_modules", "axe-core", "axe.min.js");

    public static TheoryData<bool, ColorScheme> Screens =>
        new(
            from wide in (bool[])[true, false]
            from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark]
            select (wide, scheme));

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task EveryPage_HasNoSeriousFinding(bool wide, ColorScheme scheme)
    {
        const string Good = "library-volunteers.zh.pdf", Bad = "corrupt.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await OpenAsync(wide, scheme);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await ExpectCleanAsync(page, "upload, empty");
        await page.GetByRole(AriaRole.Button, new() { Name = "Everything" }).ClickAsync();
        await upload.ChooseAsync(UploadPage.Document(Good), UploadPage.Document(Bad));
        await upload.WaitForAsync(Good, "completed");
        await upload.WaitForAsync(Bad, "failed");
        await Assertions.Expect(page.Locator(".batch-head[data-status=partly]")).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "upload, a batch that has ended");
        await upload.Card(Bad).GetByRole(AriaRole.Button, new() { Name = "More actions" }).ClickAsync();
        await Assertions.Expect(page.Locator(".menu-item").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "menu");
        await page.Keyboard.PressAsync("Escape");

        await page.GotoAsync($"{host.Address}#/documents");
        await Assertions.Expect(page.Locator("tr[data-document-id]")).ToHaveCountAsync(2);
        await ExpectCleanAsync(page, "documents");
        await page.GetByRole(AriaRole.Link, new() { Name = Good }).ClickAsync();
        await Assertions.Expect(page.Locator(".analysis h3").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "document");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add processing" }).ClickAsync();
        await Assertions.Expect(page.Locator("dialog[open] .option").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "add processing");
        await page.Keyboard.PressAsync("Escape");
        await upload.SearchAsync("志愿者");
        await upload.ExpectHitAsync(Good);
        await ExpectCleanAsync(page, "search");
        await page.Locator("a.hit-link").First.ClickAsync();
        await Assertions.Expect(page.Locator(".page-text mark").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("iframe.pdf-view")).ToHaveCountAsync(wide ? 1 : 0);
        await ExpectCleanAsync(page, "reader");
        await page.GotoAsync($"{host.Address}#/statistics");
        await Assertions.Expect(page.Locator(".time-chart canvas").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "statistics");
        var tables = page.GetByRole(AriaRole.Button, new() { Name = "as a table" });
        while (await tables.CountAsync() > 0)
            await tables.First.ClickAsync();
        await Assertions.Expect(page.Locator(".chart-table").First).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "statistics, tables");
        await page.GotoAsync($"{host.Address}#/notifications");
        await Assertions.Expect(page.Locator("form.settings")).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "notifications");
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task WhatIsUnderWay_HasNoSeriousFinding(bool wide, ColorScheme scheme)
    {
        const string Running = "running.txt", Other = "other.txt", Waiting = "waiting.txt", Sent = "sent.txt";
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await OpenAsync(wide, scheme);
        var page = await context.NewPageAsync();
        page.Dialog += (_, dialog) => dialog.AcceptAsync(); // the browser asks whether to leave
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Text(Running), Text(Other), Text(Waiting));
        await Assertions
            .Expect(page.Locator("article.card[data-status=processing]"))
            .ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await ExpectCleanAsync(page, "a batch under way");
        await page.Locator(".batch-head [data-action=interrupt]").ClickAsync();
        await Assertions
            .Expect(page.Locator("article.card[data-status=interrupted]").First)
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await ExpectCleanAsync(page, "interrupted");

        await using var asking = await MovedPipeline.StartAsync(
            host.Services.GetRequiredService<IProgressNotifier>(), $"asks-{Guid.NewGuid():N}");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answer = asking.Stage.AskAsync(
            new PipelineQuestion("keep", "Keep both?") { Choices = ["Keep both", "Replace"] }, end.Token).AsTask();
        await Assertions.Expect(page.Locator(".question button")).ToHaveCountAsync(2, new() { Timeout = 15_000 });
        await ExpectCleanAsync(page, "a question");

        await page.RouteAsync("**/api/v2/uploads**", static _ => Task.CompletedTask); // the bytes never arrive
        await upload.ChooseAsync(Text(Sent));
        await upload.WaitForAsync(Sent, "sending");
        await page.ReloadAsync();
        await upload.WaitForAsync(Sent, "reselect");
        await ExpectCleanAsync(page, "a file to choose again");

        await context.SetOfflineAsync(true);
        await Assertions
            .Expect(page.Locator(".connection[data-status=reconnecting] .connection-now"))
            .ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator(".card-lost").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await ExpectCleanAsync(page, "the connection is lost");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task SignIn_HasNoSeriousFinding(bool wide, ColorScheme scheme)
    {
        await using var production = await ProductionHost.StartAsync(settings: ["--webroot", PageHost.WebRoot]);
        await using var context = await OpenAsync(wide, scheme, "zh-CN");
        var page = await context.NewPageAsync();
        await page.GotoAsync(production.Address.ToString());
        await page.Locator("input[name=name]").FillAsync(ProductionHost.Anna);
        await page.Locator("input[name=password]").FillAsync("not the password");
        await page.Locator("button[type=submit]").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await ExpectCleanAsync(page, "sign in");
    }

    private static FilePayload Text(string name) =>
        new() { Name = name, MimeType = "text/plain", Buffer = Texts.Unique($"The text of {name}. It has words.") };

    private async Task<IBrowserContext> OpenAsync(bool wide, ColorScheme scheme, string locale = "en-US")
    {
        var context = wide
            ? await chromium.OpenAsync(new()
            {
                ViewportSize = new() { Width = 1440, Height = 900 }, Locale = locale, ColorScheme = scheme,
            })
            : await chromium.OpenPhoneAsync(locale, scheme);
        await context.AddInitScriptAsync(scriptPath: Script);
        return context;
    }

    private static async Task ExpectCleanAsync(IPage page, string what)
    {
        var findings = await page.EvaluateAsync<JsonElement>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .filter((each) => each.impact === 'serious' || each.impact === 'critical')
              .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | ')}`)
            """);
        Assert.True(findings.GetArrayLength() == 0, $"{what}: {findings}");
    }
}
