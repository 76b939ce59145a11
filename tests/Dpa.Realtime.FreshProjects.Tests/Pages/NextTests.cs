namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>Next.js with the App Router: rendered ahead, alive in the browser.</summary>
public sealed class NextTests(Packages packages, Chromium chromium)
{
    [Fact]
    public async Task AppRouter_IsBuiltAndFollowsAJob()
    {
        Machine.RequireLong();
        using var project = await FreshProject.InstallAsync(packages, "next");

        await project.RunAsync("npm", "run", "build");

        Assert.Contains(
            "Next.js", await File.ReadAllTextAsync(project.PathOf("out/index.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        await BuiltPage.FollowsAsync(chromium, project.PathOf("out"));
    }
}
