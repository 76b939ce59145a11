using System.IO.Compression;
using DocumentEngine.Documents;

namespace DocumentEngine.Archives;

/// <summary>
/// An archive that is checked before it is unpacked (what it declares) and while it is (what really comes out; a
/// declared size can lie): at most 10,000 entries, 200 MiB in all, 100 bytes out for each byte in.
/// </summary>
internal sealed class ArchiveGuard : IDisposable
{
    private const int MaxEntries = 10_000;
    private const long MaxBytes = 200L * 1024 * 1024;
    private const long MaxRatio = 100;

    // Small parts of plain XML compress better than 1:100 and are harmless.
    private const long RatioFrom = 1024 * 1024;

    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly ByteBudget _budget = new(MaxBytes);

    public ArchiveGuard(string path)
    {
        try
        {
            CountEntries(path);
            Archive = ZipFile.OpenRead(path);
            Check();
        }
        catch (InvalidDataException failure)
        {
            Archive?.Dispose();
            throw DocumentErrors.Corrupt(failure);
        }
        catch (DocumentException)
        {
            Archive?.Dispose();
            throw;
        }
    }

    public ZipArchive Archive { get; }

    /// <summary>
    /// Whether it has such an entry; neither case nor the kind of slash counts (APPNOTE 4.4.17, OPC 6.2.2.3).
    /// </summary>
    public bool Has(string name) => _entries.ContainsKey(Key(name));

    /// <summary>The entries' names that begin so, with forward slashes, in the archive's order.</summary>
    public IEnumerable<string> Names(string start) =>
        _entries.Keys.Where(key => key.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Opens an entry; reading more of it, or of all entries, than is allowed ends with <c>too_large</c>.
    /// </summary>
    public Stream OpenEntry(string name)
    {
        var entry = _entries.GetValueOrDefault(Key(name)) ?? throw DocumentErrors.Corrupt();
        if (entry.IsEncrypted)
            throw DocumentErrors.Encrypted();
        return new BoundedStream(
            entry.Open(), Math.Min(MaxBytes, Math.Max(RatioFrom, entry.CompressedLength * MaxRatio)), _budget);
    }

    public void Dispose() => Archive.Dispose();

    // Some systems write letters with their accents apart, and references to them in one piece.
    private static string Key(string name)
    {
        var key = name.Replace('\\', '/').TrimStart('/');
        try
        {
            return key.Normalize();
        }
        catch (ArgumentException)
        {
            // Not every sequence of characters has a normal form.
            return key;
        }
    }

    private static void CountEntries(string path)
    {
        using var file = File.OpenRead(path);
        if (CentralDirectory.HasMoreThan(MaxEntries, file))
            throw DocumentErrors.UnpacksToTooMuch();
    }

    private void Check()
    {
        long declared = 0;
        foreach (var entry in Archive.Entries)
        {
            declared += entry.Length;
            if (declared > MaxBytes || (entry.Length > RatioFrom && entry.Length > entry.CompressedLength * MaxRatio))
                throw DocumentErrors.UnpacksToTooMuch();
            _entries.TryAdd(Key(entry.FullName), entry);
        }
    }
}
