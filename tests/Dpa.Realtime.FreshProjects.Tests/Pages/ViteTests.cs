using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>Applications that Vite builds: React 19, React 18, Vue.</summary>
public sealed class ViteTests(Packages packages, Chromium chromium)
{
    [Theory]
    [InlineData("19.")]
    [InlineData("18.", "react@18.3.1", "react-dom@18.3.1", "@types/react@18.3.32", "@types/react-dom@18.3.7")]
    public async Task React_IsCheckedBuiltAndFollowsAJob(string version, params string[] instead)
    {
        using var project = await FreshProject.InstallAsync(packages, "vite-react", instead);

        await project.RunAsync("npm", "run", "build");

        await BuiltPage.FollowsAsync(chromium, project.PathOf("dist"), async page =>
        {
            Assert.StartsWith(version, await page.Locator("#version").TextContentAsync(), StringComparison.Ordinal);
            Assert.Equal("live", await page.Locator("#connection").TextContentAsync());
            await Assertions.Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Job" }))
                .ToHaveAttributeAsync("aria-valuenow", "100");
        });
    }

    [Fact]
    public async Task Vue_IsBuiltAndFollowsAJob()
    {
        using var project = await FreshProject.InstallAsync(packages, "vite-vue");

        await project.RunAsync("npm", "run", "build");

        await BuiltPage.FollowsAsync(chromium, project.PathOf("dist"));
    }
}
