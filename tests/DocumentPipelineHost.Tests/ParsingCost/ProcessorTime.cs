using System.Globalization;
using DocumentPipelineHost.Tests.Engine;

namespace DocumentPipelineHost.Tests.ParsingCost;

/// <summary>
/// Processor time of this process and of those that it started, ended ones included (Linux). On a machine that others
/// use too it says what work costs, where a clock says how long it had to wait.
/// </summary>
internal static class ProcessorTime
{
    // Fields of /proc/…/stat after the name (proc(5)): user and system time, and those of children that have ended.
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int EndedUserTicks = 13;
    private const int EndedSystemTicks = 14;
    private const double TicksPerSecond = 100;

    /// <summary>Seconds up to now.</summary>
    public static double Seconds()
    {
        while (true)
        {
            var ended = Ended();
            var running = new HostProcesses(Environment.ProcessId).Children()
                .Sum(static child => Sum(HostProcesses.Fields(child), UserTicks, SystemTicks));
            // One that ended in between would be counted twice.
            if (ended == Ended())
                return ((ended + running) / TicksPerSecond) + Environment.CpuUsage.TotalTime.TotalSeconds;
        }
    }

    private static long Ended() =>
        Sum(HostProcesses.Fields(Environment.ProcessId), EndedUserTicks, EndedSystemTicks);

    private static long Sum(string[] fields, int first, int second) =>
        fields.Length > second ? Number(fields[first]) + Number(fields[second]) : 0;

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
