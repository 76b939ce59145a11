using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Samples;

/// <summary>samples/BlazorProgress, and the same page with the packed packages in a project of its own.</summary>
public sealed partial class BlazorProgressTests(Packages packages, Chromium chromium)
{
    private static readonly string Sample = Path.Combine(Machine.Root, "samples/BlazorProgress");

    [Fact]
    public async Task Page_OfTheSample_ShowsAnImportToItsEnd()
    {
        await using var server = await WebProcess.StartAsync(Machine.Built("BlazorProgress"), Sample);

        await ShowsAnImportAsync(server.Address);
    }

    [Fact]
    public async Task Page_WithThePackages_ShowsAnImportToItsEnd()
    {
        Machine.RequireLong();
        using var project = FreshProject.Copy("blazor-server");
        FreshProject.Copy(Sample, project.PathOf("app"));
        File.Delete(project.PathOf("app/BlazorProgress.csproj"));
        File.Move(project.PathOf("BlazorProgress.csproj"), project.PathOf("app/BlazorProgress.csproj"));
        var feed = await packages.FeedAsync();
        await Command.RunAsync(
            project.PathOf("app"), "dotnet", "publish", "-o", "../out", $"-p:RestoreAdditionalProjectSources={feed}");

        await using var server = await WebProcess.StartAsync(
            project.PathOf("out/BlazorProgress.dll"), project.PathOf("out"));

        await ShowsAnImportAsync(server.Address);
    }

    private async Task ShowsAnImportAsync(Uri address)
    {
        var errors = new List<string>();
        var page = await chromium.OpenAsync(address, errors);
        var bar = page.GetByRole(AriaRole.Progressbar, new() { Name = "Import" });

        await page.GetByRole(AriaRole.Button).ClickAsync(); // enabled once the circuit is there

        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("completed", new() { Timeout = 60_000 });
        await Assertions.Expect(bar).ToHaveAttributeAsync("aria-valuenow", "100");
        Assert.Contains(await Chromium.ShownAsync(page), static s => Moving().IsMatch(s));
        await page.CloseAsync();
        Assert.Empty(errors);
    }

    [GeneratedRegex(@"^bar [1-9]\d?$")]
    private static partial Regex Moving();
}
