using System.Diagnostics;
using System.Globalization;

namespace DocumentEngine.Tests.Hostile;

/// <summary>Processor time, which a busy machine does not lengthen.</summary>
internal static class ThreadTimes
{
    /// <summary>
    /// What the work took on a thread of its own, as the system knows it: other tests run beside this one.
    /// </summary>
    public static TimeSpan Of(Action work)
    {
        var taken = TimeSpan.Zero;
        var thread = new Thread(() =>
        {
            var before = Now();
            work();
            taken = Now() - before;
        });
        thread.Start();
        thread.Join();
        return taken;
    }

    private static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux())
            return Stopwatch.GetElapsedTime(0);
        var fields = File.ReadAllText("/proc/thread-self/stat") is var stat
            ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')
            : [];
        return TimeSpan.FromMilliseconds(
            10
                * (
                    long.Parse(fields[11], CultureInfo.InvariantCulture)
                    + long.Parse(fields[12], CultureInfo.InvariantCulture)));
    }
}
