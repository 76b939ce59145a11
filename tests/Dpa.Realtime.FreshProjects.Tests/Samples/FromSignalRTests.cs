namespace Dpa.Realtime.FreshProjects.Tests.Samples;

/// <summary>samples/FromSignalR: what its README says of both ways.</summary>
public sealed class FromSignalRTests
{
    [Fact]
    public async Task BothWays_EndAtTheTruth_AndOnlyOneIsToldWhatHappenedMeanwhile()
    {
        var folder = Path.Combine(Machine.Root, "samples/FromSignalR");

        var said = await Command.RunAsync(folder, "dotnet", Machine.Built("FromSignalR"));

        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^before: \d+ updates, .*\[(convert)?\], at the end: completed$", lines[1]);
        Assert.Matches(@"^after: \d+ updates, .*\[fetch, convert\], at the end: completed$", lines[2]);
    }
}
