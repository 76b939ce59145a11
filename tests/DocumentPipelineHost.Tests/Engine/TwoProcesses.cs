using System.Diagnostics;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>
/// What two processes that only count do in the time of one, on this machine at this moment: 2 where each has a core,
/// 1 where they share one. The ceiling for two processes that read.
/// </summary>
internal static class TwoProcesses
{
    private const string Count = "i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done";

    public static async Task<double> GainAsync()
    {
        var one = await SecondsAsync(1);
        var two = await SecondsAsync(2);
        return 2 * one / two;
    }

    private static async Task<double> SecondsAsync(int processes)
    {
        var clock = Stopwatch.StartNew();
        var counting = Enumerable.Range(0, processes).Select(static _ => Process.Start("sh", ["-c", Count])).ToList();
        foreach (var process in counting)
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            process.Dispose();
        }

        return clock.Elapsed.TotalSeconds;
    }
}
