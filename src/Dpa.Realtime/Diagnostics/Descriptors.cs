using System.Globalization;

namespace Dpa.Realtime.Diagnostics;

/// <summary>
/// The process's file descriptors, as Linux shows them; elsewhere there is nothing to see and nothing to run out of.
/// </summary>
internal class Descriptors
{
    private const string Folder = "/proc/self/fd";
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>How many the process may have (RLIMIT_NOFILE); null where that is not known.</summary>
    public virtual int? Limit { get; } = OperatingSystem.IsLinux() ? ReadLimit() : null;

    /// <summary>How many it has now. Where even that takes one too many, all of them.</summary>
    public virtual int Count()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Folder).Count();
        }
        catch (IOException)
        {
            return int.MaxValue;
        }
    }

    private static int? ReadLimit()
    {
        try
        {
            var row = File.ReadLines(Limits).First(line => line.StartsWith(Row, StringComparison.Ordinal));
            var soft = row[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
                        or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
