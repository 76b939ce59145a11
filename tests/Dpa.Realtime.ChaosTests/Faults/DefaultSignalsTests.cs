using System.Diagnostics;
using System.Globalization;
using Dpa.Realtime.Faults.Processes;

namespace Dpa.Realtime.ChaosTests.Faults;

public sealed class DefaultSignalsTests
{
    private const ulong HangUpInterruptQuitTerminate = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14);

    [Fact]
    public async Task Program_WhoseParentIgnoresSignals_IgnoresNone()
    {
        var program = DefaultSignals.Of("grep", ["SigIgn", "/proc/self/status"]);
        var parent = new ProcessStartInfo(
            "sh",
            ["-c", "trap '' HUP INT QUIT TERM; exec \"$@\"", "sh", program.FileName, .. program.ArgumentList])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(parent)!;
        var line = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        var ignored = ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.Equal(0UL, ignored & HangUpInterruptQuitTerminate);
    }
}
