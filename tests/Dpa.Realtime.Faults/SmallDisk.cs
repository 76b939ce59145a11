using System.Diagnostics;
using System.Globalization;

namespace Dpa.Realtime.Faults;

/// <summary>
/// A file system of its own in a folder (tmpfs; needs root), that is soon full. Gone when it is disposed.
/// </summary>
public sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Mounts it; the folder is made where it is missing.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="kib">Its size in KiB.</param>
    /// <exception cref="InvalidOperationException">The system refused.</exception>
    public static SmallDisk Mount(string folder, int kib)
    {
        Requirements.Mounts();
        Directory.CreateDirectory(folder);
        return
            Run(
                "mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kib}k"), "dpa-test",
                folder)
                is { } refusal
            ? throw new InvalidOperationException($"mount: {refusal}")
            : new SmallDisk(folder);
    }

    /// <summary>Nothing can be written there from now on.</summary>
    public void MakeReadOnly()
    {
        if (Run("mount", "-o", "remount,ro", _folder) is { } refusal)
            throw new InvalidOperationException($"mount: {refusal}");
    }

    /// <summary>Why file systems cannot be mounted here; null where they can.</summary>
    internal static string? Refusal()
    {
        var folder = Directory.CreateTempSubdirectory("dpa-disk-").FullName;
        try
        {
            if (Run("mount", "-t", "tmpfs", "-o", "size=64k", "dpa-test", folder) is { } refusal) return refusal;
            Run("umount", folder);
            return null;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Takes it away, whoever still has a file open there.</summary>
    public void Dispose() => Run("umount", "--lazy", _folder);

    private static string? Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
