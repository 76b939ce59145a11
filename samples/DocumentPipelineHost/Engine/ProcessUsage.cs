using System.Diagnostics;
using System.Globalization;

namespace DocumentPipelineHost.Engine;

/// <summary>What a process uses now.</summary>
/// <param name="Memory">Resident bytes.</param>
/// <param name="Cpu">Processor time since its start.</param>
/// <param name="IsStopped">Whether a signal stopped it.</param>
internal readonly record struct ProcessUsage(long Memory, TimeSpan Cpu, bool IsStopped)
{
    // Fields of /proc/…/stat after the name, which may hold blanks and brackets itself (proc(5)).
    private const int State = 0;
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ResidentPages = 21;
    private const double TicksPerSecond = 100;

    /// <summary>Reads it; null where the process is no more.</summary>
    public static ProcessUsage? Of(Process process)
    {
        ArgumentNullException.ThrowIfNull(process);
        try
        {
            if (OperatingSystem.IsLinux())
                return Parse(File.ReadAllText($"/proc/{process.Id}/stat"));
            process.Refresh();
            return new(process.WorkingSet64, process.TotalProcessorTime, false);
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static ProcessUsage? Parse(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        if (fields[State] is "Z" or "X")
            return null;
        var ticks = Number(fields[UserTicks]) + Number(fields[SystemTicks]);
        return new(
            Number(fields[ResidentPages]) * Environment.SystemPageSize, TimeSpan.FromSeconds(ticks / TicksPerSecond),
            fields[State] == "T");
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
