using System.Runtime.InteropServices;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>The signals that the faults need (Linux numbers).</summary>
internal static partial class Signals
{
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal); // one that has gone already needs none

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
