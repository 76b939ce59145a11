using System.Globalization;

namespace DocumentPipelineHost.Tests.Engine;

/// <summary>Looks at a host's process and its parsing processes from outside (Linux).</summary>
internal sealed class HostProcesses(int hostId)
{
    /// <summary>The processes that the host started.</summary>
    public IReadOnlyList<int> Children() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(Path.GetFileName)
                .Select(static name =>
                    int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
                .Where(id => id > 0 && ParentOf(id) == hostId),
        ];

    /// <summary>
    /// Those of them that have a file of the folder open now, of so many bytes or more: what reads a PDF keeps it open.
    /// </summary>
    public IReadOnlyList<int> Readers(string folder, long leastBytes = 0) =>
        [
            .. Children()
                .Where(child =>
                    Opened(child)
                        .Any(path =>
                            path.StartsWith(folder, StringComparison.Ordinal)
                            && new FileInfo(path) is { Exists: true } file
                            && file.Length >= leastBytes)),
        ];

    /// <summary>Whether a process is there (and not only its remains).</summary>
    public static bool IsAlive(int id) => Fields(id) is [not ("Z" or "X"), ..];

    /// <summary>Resident memory of the host now, in MiB.</summary>
    public long HostMiB() => StatusKb(hostId, "VmRSS") / 1024;

    /// <summary>Watches until disposed: the host's greatest memory, and that of any one child.</summary>
    public MemoryPeaks Watch() => new(this, hostId);

    internal static long StatusKb(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(
                    line.AsSpan(name.Length + 1).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static List<string> Opened(int id)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles($"/proc/{id}/fd")
                    .Select(static link => File.ResolveLinkTarget(link, false)?.FullName ?? ""),
            ];
        }
        catch (IOException)
        {
            return []; // it ended meanwhile, or closed the file
        }
    }

    private static int ParentOf(int id) =>
        Fields(id) is [_, var parent, ..] ? int.Parse(parent, CultureInfo.InvariantCulture) : 0;

    /// <summary>The fields of /proc/…/stat after the name; none where it is no more.</summary>
    internal static string[] Fields(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
