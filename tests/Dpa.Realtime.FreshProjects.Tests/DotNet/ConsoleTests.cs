namespace Dpa.Realtime.FreshProjects.Tests.DotNet;

/// <summary>A console for .NET 8, which this machine runs by roll-forward.</summary>
public sealed class ConsoleTests(Packages packages)
{
    [Fact]
    public async Task Console_OfNet8_FollowsAJob()
    {
        using var project = FreshProject.Copy("dotnet8");
        var feed = await packages.FeedAsync();
        await project.RunAsync("dotnet", "build", "-o", "out", $"-p:RestoreAdditionalProjectSources={feed}");
        await using var server = await Quickstart.StartAsync(project.Folder);
        var address = server.Address.GetLeftPart(UriPartial.Authority);

        var said = await project.RunAsync("dotnet", "out/dotnet8.dll", address, await server.StartJobAsync());

        Assert.EndsWith("Live: Completed 100\n", said, StringComparison.Ordinal);
        Assert.Contains("publish: Completed", said, StringComparison.Ordinal);
    }
}
