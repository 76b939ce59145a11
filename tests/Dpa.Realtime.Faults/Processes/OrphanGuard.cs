using System.Diagnostics;

namespace Dpa.Realtime.Faults.Processes;

/// <summary>
/// A shell beside this process that outlives it: when this one ends, however it does, the shell ends the servers that
/// are still running and removes their folders.
/// </summary>
internal static class OrphanGuard
{
    private const string Script = """
        trap '' INT TERM HUP
        guarded=''
        while read -r verb process folder; do
            case $verb in
                guard) guarded="$guarded$process:$folder " ;;
                release) kept=''; for one in $guarded; do [ "${one%%:*}" = "$process" ] || kept="$kept$one "; done; guarded=$kept ;;
            esac
        done
        for one in $guarded; do
            kill -9 "${one%%:*}" 2>/dev/null
            [ -z "${one#*:}" ] || rm -rf "${one#*:}"
        done
        """;

    private static readonly Lock Gate = new();
    private static Process? _shell;

    /// <param name="processId">Ended with the test process, if it is not released before.</param>
    /// <param name="folder">Removed then, if it is a folder of the tests' own; empty for none.</param>
    public static void Guard(int processId, string folder) =>
        Tell($"guard {processId} {(IsTemporary(folder) ? folder : "")}");

    public static void Release(int processId) => Tell($"release {processId}");

    /// <summary>
    /// Whether the folder may be removed: one of the tests' own (<c>dpa-…</c>) in the folder for temporary files. A
    /// checkout may be in a folder of such a name too, and its samples are working folders.
    /// </summary>
    internal static bool IsTemporary(string folder)
    {
        if (folder.Length == 0) return false;
        var path = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        var begin = Path.Combine(Path.GetTempPath(), "dpa-");
        if (!path.StartsWith(begin, StringComparison.Ordinal)) return false;
        var own = path[..(path.IndexOf(Path.DirectorySeparatorChar, begin.Length) + 1)];
        return !AppContext.BaseDirectory.StartsWith(own, StringComparison.Ordinal)
            && !path.Any(static c => char.IsWhiteSpace(c) || c == ':');
    }

    private static void Tell(string line)
    {
        lock (Gate)
        {
            // In a session of its own: `timeout` and a terminal's Ctrl+C signal whole process groups.
            _shell ??= Process.Start(
                new ProcessStartInfo("setsid", ["/bin/sh", "-c", Script]) { RedirectStandardInput = true })!;
            _shell.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
        }
    }
}
