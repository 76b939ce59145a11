using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DocumentPipelineHost.Tests.Browser;

/// <summary>What people need who hear the page, or whom motion makes ill.</summary>
public sealed partial class AccessibilityTests(Chromium chromium)
{
    // Once a frame: whatever moves at the moment, other than at once.
    private const string CountMotions = """
        window.motions = 0;
        const look = () => {
          window.motions += document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 0).length;
          requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        """;

    [Theory]
    [InlineData("en-US", "en")]
    [InlineData("zh-CN", "zh")]
    public async Task EveryPage_EveryControl_HasAName(string locale, string language)
    {
        const string Good = "library-report.en.txt", Bad = "corrupt.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenPhoneAsync(locale, ColorScheme.Light);
        var page = await context.NewPageAsync();
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        Assert.StartsWith(
            language,
            await page.EvaluateAsync<string>("() => document.documentElement.lang"),
            StringComparison.Ordinal);
        await upload.ChooseAsync(UploadPage.Document(Good), UploadPage.Document(Bad));
        await upload.WaitForAsync(Good, "completed");
        await upload.WaitForAsync(Bad, "failed");
        await ExpectNamesAsync(page, least: 20);

        await page.GotoAsync($"{host.Address}#/documents");
        await Assertions.Expect(page.Locator("tr[data-document-id]")).ToHaveCountAsync(2);
        await ExpectNamesAsync(page, least: 8);
        await page.GetByRole(AriaRole.Link, new() { Name = Good }).ClickAsync();
        await Assertions.Expect(page.Locator(".keywords li").First).ToBeVisibleAsync();
        await page.Locator(".button-danger").First.ClickAsync();
        await ExpectNamesAsync(page, least: 2); // the question; the rest of the page waits behind it
        await page.Keyboard.PressAsync("Escape");
        await ExpectNamesAsync(page, least: 15);
        await upload.SearchAsync("library");
        await upload.ExpectHitAsync(Good);
        await ExpectNamesAsync(page, least: 8);
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce)]
    [InlineData(ReducedMotion.NoPreference)]
    public async Task Upload_MotionIsReducedOrNot_MovesOnlyWhereItMay(ReducedMotion wish)
    {
        const string File = "motion.pdf";
        await using var host = await PageHost.StartAsync();
        await using var context = await chromium.OpenDesktopAsync();
        var page = await context.NewPageAsync();
        await page.EmulateMediaAsync(new() { ReducedMotion = wish });
        await page.AddInitScriptAsync(CountMotions);
        var upload = new UploadPage(page, host.Address);
        await upload.OpenAsync();
        await upload.ChooseAsync(UploadPage.FiftyPages(File));
        await upload.WaitForAsync(File, "completed");

        Assert.Equal(wish == ReducedMotion.NoPreference, await page.EvaluateAsync<int>("() => window.motions") > 0);
    }

    /// <summary>
    /// By Playwright's own reading of the accessibility tree; <paramref name="least"/>: so that an empty one does not
    /// pass.
    /// </summary>
    private static async Task ExpectNamesAsync(IPage page, int least)
    {
        var controls = Control().Matches(await page.Locator("body").AriaSnapshotAsync());
        Assert.True(controls.Count >= least, $"Only {controls.Count} controls.");
        Assert.DoesNotContain(controls, control => !control.Groups["name"].Success);
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }

    [GeneratedRegex(
        """^\s*- '?(?<role>button|link|checkbox|combobox|searchbox|textbox|progressbar|article|dialog|navigation|region|group|complementary)\b(?<name> (?:"[^"]|/))?.*$""",
        RegexOptions.Multiline
    )]
    private static partial Regex Control();
}
