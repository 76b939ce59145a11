using System.Diagnostics;
using DocumentPipelineHost.Engine;

namespace DocumentPipelineHost.Tests.Engine;

public sealed class ProcessUsageTests
{
    private const string After = "1 1 1 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 9 0 700 1000000 3 18446744073709551615";

    [Theory]
    [InlineData("R", false)]
    [InlineData("T", true)]
    public void Parse_NameWithBlanksAndBrackets_IsPassedOver(string state, bool isStopped) =>
        Assert.Equal(
            new ProcessUsage(3L * Environment.SystemPageSize, TimeSpan.FromSeconds(2), isStopped),
            ProcessUsage.Parse($"42 (a) R (b) {state} {After}"));

    [Fact]
    public void Parse_ProcessThatEnded_IsNull() => Assert.Null(ProcessUsage.Parse($"42 (dotnet) Z {After}"));

    [Fact]
    public void Of_ThisProcess_IsInUse()
    {
        using var process = Process.GetCurrentProcess();

        Assert.True(ProcessUsage.Of(process) is { Memory: > 1_000_000, IsStopped: false });
    }
}
