using System.IO.Compression;

namespace DocumentEngine.Tests.Hostile;

/// <summary>An archive's entries as bytes, so that a test can change what is inside it.</summary>
internal static class ArchiveParts
{
    public static List<(string Name, byte[] Bytes)> Read(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(static entry => (entry.FullName, Bytes(entry)))];
    }

    public static byte[] Write(IEnumerable<(string Name, byte[] Bytes)> parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(content);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
