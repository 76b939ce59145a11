using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>A page without a build: <c>&lt;script type="module"&gt;</c> and <c>&lt;dpa-progress&gt;</c>.</summary>
public sealed class ScriptTests(Packages packages, Chromium chromium)
{
    [Fact]
    public async Task Script_OfTheInstalledPackage_FollowsAJob()
    {
        using var project = await FreshProject.InstallAsync(packages, "script");
        FreshProject.Copy(project.PathOf("node_modules/@dpa/realtime/dist"), project.PathOf("realtime"));

        await BuiltPage.FollowsAsync(chromium, project.Folder, static page =>
            Assertions.Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Job" }))
                .ToHaveAttributeAsync("aria-valuenow", "100"));
    }
}
