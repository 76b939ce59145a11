using System.Text.RegularExpressions;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UglyToad.PdfPig.Writer;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>What a card says of a document that is slow, a scan, or there already.</summary>
public sealed partial class ToldOnTheCardTests(Chromium chromium)
{
    private const string File = "harbour.txt";
    private const string Copy = "copy.txt";

    [Fact]
    public async Task NothingReportedForAWhile_IsSaid_UntilItGoesOn()
    {
        await using var host = await HeldHost.StartAsync("summary", configure: static services =>
            services.Configure<DpaRealtimeOptions>(static options => options.StallAfter = TimeSpan.FromSeconds(1)));
        await using var context = await chromium.OpenDesktopAsync();
        var upload = new UploadPage(await context.NewPageAsync(), host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Text(File));

        await Assertions
            .Expect(upload.Card(File))
            .ToContainTextAsync("No progress for a while", new() { Timeout = 60_000 });
        host.Release();
        await upload.WaitForAsync(File, "completed");
        await Assertions.Expect(upload.Card(File)).Not.ToContainTextAsync("No progress for a while");
    }

    [Fact]
    public async Task TimeLeft_IsARangeOfWhatOthersTook_AndHiddenBelowThree()
    {
        string[] before = ["one.txt", "two.txt"];
        const string Third = "three.txt";
        await using var host = await HeldHost.StartAsync("summary", passes: before.Length);
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        foreach (var file in before)
        {
            await upload.ChooseAsync(Text(file));
            await upload.WaitForAsync(file, "completed");
        }

        // Of the summary there are two times: nothing is said while it runs.
        var answer = page.WaitForResponseAsync(static response =>
            response.Url.EndsWith("/estimate", StringComparison.Ordinal));
        await upload.ChooseAsync(Text(Third));
        await Assertions
            .Expect(upload.Stage(Third, "summary"))
            .ToHaveAttributeAsync("data-status", "processing", new() { Timeout = 60_000 });
        Assert.True((await answer).Ok);
        await Assertions.Expect(upload.Card(Third).Locator(".card-eta")).ToHaveTextAsync(string.Empty);

        host.Release(1);
        await upload.WaitForAsync(Third, "completed");
        await upload.ChooseAsync(Text(File));
        await Assertions
            .Expect(upload.Card(File).Locator(".card-eta"))
            .ToHaveTextAsync(TimeLeft(), new() { Timeout = 60_000 });
        host.Release();
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task Scan_FailsWithNoText_AndTheWayOutIsAnotherFile()
    {
        const string Scan = "image-only.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var upload = new UploadPage(await context.NewPageAsync(), host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.Document(Scan));

        await upload.WaitForAsync(Scan, "failed");
        var error = upload.Card(Scan).Locator(".error-box");
        await Assertions.Expect(error).ToHaveAttributeAsync("data-code", "no_text");
        await Assertions.Expect(error).ToContainTextAsync("What to do:");
        await Assertions.Expect(error.Locator(".button-main")).ToHaveTextAsync("Choose another file");
        await Assertions.Expect(upload.Action(Scan, "retry")).Not.ToContainClassAsync("button-main");
    }

    [Fact]
    public async Task SomePagesWithoutText_AreAWarning_OnTheCardAndOnTheDocument()
    {
        const string Partly = "partly.pdf";
        var pictures = await System.IO.File.ReadAllBytesAsync(
            Assets.Of("image-only.pdf"), TestContext.Current.CancellationToken);
        var words = await System.IO.File.ReadAllBytesAsync(Assets.FiftyPages, TestContext.Current.CancellationToken);
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(
            new FilePayload
            {
                Name = Partly, MimeType = "application/pdf", Buffer = PdfMerger.Merge([words, pictures]),
            });

        await upload.WaitForAsync(Partly, "completed");
        await Assertions
            .Expect(upload.Card(Partly).Locator(".card-state"))
            .ToContainTextAsync("Completed with warnings");
        await Assertions.Expect(upload.Card(Partly).Locator(".warnings")).ToContainTextAsync("51");
        await upload.Card(Partly).Locator("h3 a").ClickAsync();
        await Assertions.Expect(page.Locator(".document-warnings li").First).ToContainTextAsync("51");
    }

    [Fact]
    public async Task Phone_StagesAreFolded_AndTheCardSaysWhichRuns()
    {
        await using var host = await HeldHost.StartAsync("summary");
        await using var context = await chromium.OpenPhoneAsync("en-US", ColorScheme.Light);
        var upload = new UploadPage(await context.NewPageAsync(), host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(Text(File));

        await Assertions
            .Expect(upload.Card(File).Locator(".current-stage"))
            .ToContainTextAsync("4 of 4 · Summary", new() { Timeout = 60_000 });
        await Assertions.Expect(upload.Card(File).Locator("li.stage")).ToHaveCountAsync(0);
        await upload.ShowStagesAsync(File);
        await Assertions.Expect(upload.Card(File).Locator("li.stage")).ToHaveCountAsync(4);
        host.Release();
        await upload.WaitForAsync(File, "completed");
    }

    [Fact]
    public async Task SameContentAgain_ProcessAgain_IsAnotherRunOfWhatIsThere()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = await ChooseTwiceAsync(page, host.Address);

        await Answer(upload, "Process it again").ClickAsync();
        await upload.WaitForAsync(Copy, "completed");
        await Assertions.Expect(upload.Card(Copy).Locator(".question")).ToHaveCountAsync(0);
        // Also once the list is read again, and has the document under the name that it is stored by.
        await Assertions.Expect(upload.Card(File)).ToHaveCountAsync(1);
        await Assertions.Expect(upload.Card(Copy).Locator("h3 a")).ToHaveAttributeAsync(
            "href", (await upload.Card(File).Locator("h3 a").GetAttributeAsync("href"))!);
        await upload.Card(Copy).Locator("h3 a").ClickAsync();
        await Assertions.Expect(page.Locator(".document-title h1")).ToHaveTextAsync(File);
        await Assertions.Expect(page.Locator(".runs > li")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Question_WhosePartCannotBeLoaded_TakesNothingWithIt_AndComesLater()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var (refused, isLost) = (new TaskCompletionSource(), true);
        await page.RouteAsync("**/assets/CardQuestion-*.js", route =>
        {
            if (!isLost)
                return route.ContinueAsync();
            refused.TrySetResult();
            return route.AbortAsync();
        });
        var upload = await ChooseTwiceAsync(page, host.Address);

        await refused.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Assertions.Expect(Answer(upload, "Keep both")).ToHaveCountAsync(0);
        await Assertions.Expect(upload.Card(File)).ToBeVisibleAsync();
        isLost = false;
        await Assertions.Expect(Answer(upload, "Keep both")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(upload.Card(File)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task SameContentAgain_KeepBoth_IsADocumentOfItsOwn()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = await ChooseTwiceAsync(page, host.Address);

        await Answer(upload, "Keep both").ClickAsync();
        await upload.WaitForAsync(Copy, "completed");
        Assert.Equal([Copy, File], await NamesAsync(page));
        await page.GotoAsync($"{host.Address}#/documents");
        await Assertions.Expect(page.Locator("tr[data-document-id]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task SameContentAgain_AnsweredInAnotherTab_IsAnsweredHere()
    {
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var first = await context.NewPageAsync();
        var here = await ChooseTwiceAsync(first, host.Address);
        var there = new UploadPage(await context.NewPageAsync(), host.Address);
        await there.OpenAsync();

        await Answer(there, "Keep both").ClickAsync();

        await here.WaitForAsync(Copy, "completed");
        Assert.Equal([Copy, File], await NamesAsync(first));
    }

    [Fact]
    public async Task SameContentAgain_InABatch_IsNotAsked_AndIsKeptOnDemand()
    {
        var first = Text(File);
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(first);
        await upload.WaitForAsync(File, "completed");
        await upload.ChooseAsync(CopyOf(first), UploadPage.Document("library-report.en.txt"));
        await upload.WaitForAsync(Copy, "exists");

        await upload.Card(Copy).GetByRole(AriaRole.Button, new() { Name = "Process again" }).ClickAsync();
        await upload.WaitForAsync(Copy, "completed");
        await upload.Action(Copy, "keep-both").ClickAsync();
        await Assertions.Expect(upload.Action(Copy, "keep-both")).ToHaveCountAsync(0);
        await upload.WaitForAsync(Copy, "completed");
        Assert.Contains(Copy, await NamesAsync(page));
    }

    [Fact]
    public async Task Percents_OnTheWay_AreNever100BeforeTheEnd()
    {
        const string Pdf = "percents.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync("""
            window.tooEarly = []; window.looks = 0;
            new MutationObserver(() => {
              for (const card of document.querySelectorAll('article.card:not([data-status=completed])')) {
                window.looks++;
                const bar = card.querySelector('.bar:not(.bar-thin)');
                const words = `${card.querySelector('.card-percent').textContent} ${bar?.getAttribute('aria-valuenow')}`;
                if (/\b100\b|NaN|undefined/.test(words)) window.tooEarly.push(words);
              }
            }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
            """);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(Pdf));
        await upload.WaitForAsync(Pdf, "completed");

        Assert.True(await page.EvaluateAsync<int>("() => window.looks") > 0, "Nothing was looked at.");
        Assert.Empty(
            await page.EvaluateAsync<string[]>("() => window.tooEarly.filter((each) => !each.endsWith('null'))"));
    }

    private static FilePayload Text(string name) =>
        new()
        {
            Name = name, MimeType = "text/plain",
            Buffer = Texts.Unique($"The text of {name}. It has words of the harbour."),
        };

    [GeneratedRegex("^(about .+ left|almost done)$")]
    private static partial Regex TimeLeft();

    private static FilePayload CopyOf(FilePayload file) =>
        new() { Name = Copy, MimeType = file.MimeType, Buffer = file.Buffer };

    /// <summary>A file that is done, and the same bytes again: its card asks.</summary>
    private static async Task<UploadPage> ChooseTwiceAsync(IPage page, Uri address)
    {
        var first = Text(File);
        var upload = new UploadPage(page, address);
        await upload.OpenAsync();
        await upload.ChooseAsync(first);
        await upload.WaitForAsync(File, "completed");
        await upload.ChooseAsync(CopyOf(first));
        await upload.WaitForAsync(Copy, "waiting");
        return upload;
    }

    private static ILocator Answer(UploadPage upload, string choice) =>
        upload.Card(Copy).Locator(".question").GetByRole(AriaRole.Button, new() { Name = choice });

    private static Task<string[]> NamesAsync(IPage page) => page.EvaluateAsync<string[]>(
        "async () => (await (await fetch('api/v2/documents')).json()).items.map((item) => item.filename)");
}
