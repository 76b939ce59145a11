using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>Opens a built page in a real browser, with a running job of the Quickstart beside it.</summary>
internal static partial class BuiltPage
{
    private const int Jobs = 3;

    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = 60_000 };

    /// <summary>The page moves, and ends at the job's end. Nothing is logged as an error.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="pages">The folder that is served.</param>
    /// <param name="look">Looks at the page once the job has ended.</param>
    public static async Task FollowsAsync(Chromium chromium, string pages, Func<IPage, Task>? look = null)
    {
        await using var server = await Quickstart.StartAsync(pages);
        var errors = new List<string>();
        var page = await chromium.NewPageAsync(errors); // the browser is there before the job, which takes 5 s
        string[] shown = [];

        // On a busy machine a job may end before the page is loaded: then the next one is followed.
        for (var job = 1; job <= Jobs && !shown.Any(static s => Moving().IsMatch(s)); job++)
        {
            var id = await server.StartJobAsync();
            await page.GotoAsync(new Uri(server.Address, $"/?id={id}").ToString());
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("completed 100", InTime);
            shown = await Chromium.ShownAsync(page);
        }

        Assert.Contains(shown, static s => Moving().IsMatch(s));
        if (look is not null) await look(page);
        await page.CloseAsync();
        Assert.Empty(errors);
    }

    [GeneratedRegex(@"^processing \d")]
    private static partial Regex Moving();
}
