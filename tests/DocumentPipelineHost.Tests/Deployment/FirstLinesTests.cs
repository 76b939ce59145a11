using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.Deployment;

/// <summary>What the program writes when it starts, as somebody reads it who starts it for the first time.</summary>
public sealed class FirstLinesTests
{
    private const int ReadAtAGlance = 15;

    /// <summary>With its settings, which say what is logged.</summary>
    private static readonly string Program = Path.Combine(Assets.Root, "samples", "DocumentPipelineHost");

    [Fact]
    public async Task Start_EndsWithTheAddressOfThePage()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await ChildHost.StartAsync(folder, "--contentRoot", Program);

        var last = $"The page is at {host.Address.ToString().TrimEnd('/')}";
        await Eventually.HoldsAsync(
            () => host.Lines is [.., var line] && line.TrimStart().Equals(last, StringComparison.Ordinal),
            "the page's address as the last line");
        Assert.InRange(host.Lines.Count, 1, ReadAtAGlance);
        Assert.DoesNotContain(host.Lines, static line => line.StartsWith("warn:", StringComparison.Ordinal));
    }
}
