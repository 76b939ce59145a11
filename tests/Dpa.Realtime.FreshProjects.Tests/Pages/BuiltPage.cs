using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>Opens a built page in a real browser, with a running job of the Quickstart beside it.</summary>
internal static partial class BuiltPage
{
    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = 60_000 };

    /// <summary>The page moves, and ends at the job's end. Nothing is logged as an error.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="pages">The folder that is served.</param>
    /// <param name="look">Looks at the page once the job has ended.</param>
    public static async Task FollowsAsync(Chromium chromium, string pages, Func<IPage, Task>? look = null)
    {
        await using var server = await Quickstart.StartAsync(pages);
        var id = await server.StartJobAsync();
        var errors = new List<string>();
        var page = await chromium.OpenAsync(new Uri(server.Address, $"/?id={id}"), errors);

        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync(Moving(), InTime);
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("completed 100", InTime);
        if (look is not null) await look(page);
        await page.CloseAsync();
        Assert.Empty(errors);
    }

    [GeneratedRegex(@"^processing \d")]
    private static partial Regex Moving();
}
