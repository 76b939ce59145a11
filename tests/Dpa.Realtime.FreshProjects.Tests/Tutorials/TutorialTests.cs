using Microsoft.Playwright;

namespace Dpa.Realtime.FreshProjects.Tests.Tutorials;

/// <summary>What the tutorials have somebody type makes a bar move in a browser.</summary>
public sealed class TutorialTests(Packages packages, Chromium chromium)
{
    /// <summary>Each value of the bar, also of one that is replaced before anybody looks.</summary>
    private const string Recorder = """
        window.values = [];
        new MutationObserver(() => {
          const value = document.getElementById('bar')?.value;
          if (value !== undefined && value !== window.values.at(-1)) window.values.push(value);
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    private static readonly LocatorAssertionsToHaveTextOptions InTime = new() { Timeout = 60_000 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GettingStarted_AsItIsTyped_MovesTheBar()
    {
        using var project = FreshProject.New("moving-bar");
        await packages.FeedAsync();
        await project.RunAsync("dotnet", "new", "web", "-n", "MovingBar", "-o", ".", "--no-restore");
        var tutorial = new TutorialPage("getting-started.md");
        await File.WriteAllTextAsync(project.PathOf("Program.cs"), tutorial.Block("csharp"), Stop);
        Directory.CreateDirectory(project.PathOf("wwwroot"));
        await File.WriteAllTextAsync(project.PathOf("wwwroot/index.html"), tutorial.Block("html"), Stop);

        await MovesAsync(project, "MovingBar", "Dpa.Realtime", "", static page => page.ClickAsync("button"));
    }

    [Theory]
    [InlineData("Hangfire", "hangfire", "HangfireApp", "Dpa.Realtime.Hangfire")]
    [InlineData("Quartz", "quartz", "QuartzApp", "Dpa.Realtime.Quartz")]
    [InlineData("A BackgroundService", "worker", "WorkerApp", "Dpa.Realtime.Hosting")]
    public async Task ExistingApplication_ChangedAsItIsTyped_MovesTheBar(
        string section, string folder, string name, string package)
    {
        using var project = FreshProject.Copy(folder);
        var tutorial = new TutorialPage("existing-application.md");
        tutorial.Apply(section, project.Folder);
        await File.AppendAllTextAsync(project.PathOf("wwwroot/reports.html"), tutorial.Block("html"), Stop);

        await MovesAsync(
            project, name, package, "reports.html",
            page => folder == "worker" // starts a round every ten seconds of its own
                ? Task.CompletedTask
                : page.EvaluateAsync("fetch('/reports?pages=25', { method: 'POST' })"));
    }

    /// <summary>Builds it with the packed package, opens its page, and watches a job to its end.</summary>
    private async Task MovesAsync(
        FreshProject project, string name, string package, string address, Func<IPage, Task> start)
    {
        var feed = await packages.FeedAsync();
        await project.RunAsync("dotnet", "add", "package", package, "--version", "0.1.0", "--no-restore");
        await project.RunAsync(
            "dotnet", "build", "-o", "out", "-nologo", $"-p:RestoreAdditionalProjectSources={feed}",
            $"-p:RestorePackagesPath={project.PathOf("packages")}", "-p:NuGetAudit=false");
        var page = await chromium.NewPageAsync([]); // an icon that is not there is logged as an error
        await page.AddInitScriptAsync(Recorder);
        await using var application = await WebProcess.StartAsync(project.PathOf($"out/{name}.dll"), project.Folder);

        await page.GotoAsync(new Uri(application.Address, address).ToString());
        await start(page);
        var text = Assertions.Expect(page.Locator("#text"));
        await text.ToHaveTextAsync("completed", InTime);
        if (!HasMoved(await ValuesAsync(page)) && package == "Dpa.Realtime.Hosting")
        {
            await text.ToHaveTextAsync("processing", InTime); // the round was near its end: the next one
            await text.ToHaveTextAsync("completed", InTime);
        }

        var values = await ValuesAsync(page);
        await page.CloseAsync();
        Assert.True(HasMoved(values) && values[^1] == 100, $"The bar did not move: {string.Join(' ', values)}");
    }

    private static Task<double[]> ValuesAsync(IPage page) => page.EvaluateAsync<double[]>("window.values");

    private static bool HasMoved(double[] values) => values.Count(static v => v is > 0 and < 100) >= 2;
}
