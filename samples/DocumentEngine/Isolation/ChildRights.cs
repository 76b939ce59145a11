using System.Runtime.InteropServices;

namespace DocumentEngine.Isolation;

/// <summary>
/// Gives up what a parsing process never needs, before it sees the first byte of a file: new rights, core dumps (they
/// would hold people's documents), and memory beyond its limit (the kernel refuses it, whatever the collector thinks).
/// </summary>
internal static partial class ChildRights
{
    private const int NoNewPrivileges = 38;
    private const int Data = 2;
    private const int Core = 4;

    // What the runtime itself maps beside the documents: code, stacks, the collector's own tables.
    private const ulong OfTheRuntime = 256UL * 1024 * 1024;

    public static void GiveUp(ulong memoryLimit)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Limit(Core, 0);
        Limit(Data, memoryLimit + OfTheRuntime);
        if (PrCtl(NoNewPrivileges, 1, 0, 0, 0) != 0)
            throw new IOException($"New rights could not be given up (errno {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>The process that started this one, or the one that took it over when that ended.</summary>
    public static int Parent() => OperatingSystem.IsWindows() ? 0 : GetParent();

    private static void Limit(int resource, ulong value)
    {
        var limit = new ResourceLimit(value, value);
        if (SetLimit(resource, in limit) != 0)
            throw new IOException($"The limit {resource} could not be set (errno {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int PrCtl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit(ulong soft, ulong hard)
    {
        public readonly ulong Soft = soft;
        public readonly ulong Hard = hard;
    }
}
