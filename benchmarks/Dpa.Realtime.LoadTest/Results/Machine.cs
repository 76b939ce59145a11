using System.Runtime.InteropServices;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>Where a result was measured, and how busy others kept it: the load average of the minute before.</summary>
internal sealed record Machine(string Processor, int Cores, string Platform, string Runtime, string LoadBefore)
{
    public static Machine Current() =>
        new(
            ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription, LoadAverage());

    private static string LoadAverage()
    {
        const string LoadAverageFile = "/proc/loadavg";
        return File.Exists(LoadAverageFile) ? File.ReadAllText(LoadAverageFile).Split(' ')[0] : "unknown";
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
