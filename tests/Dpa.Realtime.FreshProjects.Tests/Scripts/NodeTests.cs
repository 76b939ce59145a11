using Dpa.Realtime.Faults;

namespace Dpa.Realtime.FreshProjects.Tests.Scripts;

/// <summary>Programs without a browser: Node, Jest, Bun, Deno.</summary>
public sealed class NodeTests(Packages packages)
{
    [Fact]
    public async Task Node_WithoutASocket_FollowsAJobOverAStream()
    {
        Requirements.Need("node", "nodejs npm");
        using var project = await FreshProject.InstallAsync(packages, "node");

        // From version 22 on Node has a WebSocket of its own.
        var printed = await FollowAsync(project, "node", "--no-experimental-websocket", "follow.mjs");

        Assert.Equal("streaming: completed 100\n", printed);
    }

    [Fact]
    public async Task Jest_InCommonJs_FollowsAJob()
    {
        Requirements.Need("node", "nodejs npm");
        using var project = await FreshProject.InstallAsync(packages, "jest");

        await FollowAsync(project, "npm", "test");
    }

    [Theory]
    [InlineData("bun@1.4.4", "node_modules/.bin/bun", "follow.mjs")]
    [InlineData("deno@2.9.6", "node_modules/.bin/deno", "run", "--allow-net", "--allow-env", "follow.mjs")]
    public async Task Runtime_OfNpm_FollowsAJobOverASocket(string runtime, string program, params string[] args)
    {
        Machine.RequireLong();
        using var project = await FreshProject.InstallAsync(packages, "node", runtime);

        var said = await FollowAsync(project, project.PathOf(program), args);

        Assert.Equal("live: completed 100\n", said);
    }

    private static async Task<string> FollowAsync(FreshProject project, string program, params string[] args)
    {
        await using var server = await Quickstart.StartAsync(project.Folder);
        var variables = new Dictionary<string, string>
        {
            ["SERVER"] = server.Address.GetLeftPart(UriPartial.Authority), ["JOB"] = await server.StartJobAsync(),
        };
        return await project.RunAsync(variables, program, args);
    }
}
