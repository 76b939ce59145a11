using System.Runtime.InteropServices;

namespace Dpa.Realtime.LoadTest.Results;

/// <summary>Where a result was measured.</summary>
internal sealed record Machine(string Processor, int Cores, string System, string Runtime)
{
    public static Machine Current() => new(ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        var line = File.Exists(CpuInfo) ? File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
