using System.Diagnostics;
using System.Globalization;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>Takes a process's memory away while it works (Linux, by util-linux's <c>prlimit</c>).</summary>
public static class MemoryRoom
{
    /// <summary>
    /// From now on the process gets no more memory than it has: what it asks for next is refused, as when its memory is
    /// full.
    /// </summary>
    /// <param name="processId">The process; one that has gone already needs nothing.</param>
    public static void Close(int processId)
    {
        const int Bytes = 1024 * 1024; // less than any runtime has: what is there stays
        var start = new ProcessStartInfo(
            "prlimit",
            ["--pid", processId.ToString(CultureInfo.InvariantCulture), $"--data={Bytes}"])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }
}
