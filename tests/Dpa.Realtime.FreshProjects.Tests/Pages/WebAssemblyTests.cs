namespace Dpa.Realtime.FreshProjects.Tests.Pages;

/// <summary>Blazor WebAssembly, published and trimmed, in a real browser.</summary>
public sealed class WebAssemblyTests(Packages packages, Chromium chromium)
{
    [Fact]
    public async Task WebAssembly_Published_FollowsAJob()
    {
        Machine.RequireLong();
        using var project = FreshProject.Copy("blazor-wasm");
        var feed = await packages.FeedAsync();

        await project.RunAsync(
            "dotnet", "publish", "-c", "Release", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}");

        await BuiltPage.FollowsAsync(chromium, project.PathOf("out/wwwroot"));
    }
}
