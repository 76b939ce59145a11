using System.Data.Common;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// A file that takes up space so that something can still be deleted when the disk is full: rows are removed by writing
/// first. It is given up by the removal that needs it, and made again when there is space.
/// </summary>
internal sealed class DiskReserve(DataFolder folder, TimeProvider time, ILogger<DiskReserve> logger)
{
    /// <summary>Enough to remove the rows of a document of some thousand pages.</summary>
    public const long MostBytes = 8L << 20;

    /// <summary>At most this part of what is free.</summary>
    private const int Share = 8;

    private const int PieceBytes = 64 * 1024;

    /// <summary>How long what one removal released serves others that met the full disk at the same time.</summary>
    private static readonly TimeSpan Released = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _releasedAt;

    /// <summary>Where it is.</summary>
    public string File => Path.Combine(folder.Root, "reserve");

    /// <summary>Makes it as large as it should be; a larger one stays.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            var kept = new FileInfo(File) is { Exists: true } file ? file.Length : 0;
            var wanted = Math.Min(MostBytes, (FreeBytes(folder.Root) + kept) / Share);
            if (kept < wanted)
                Write(wanted);
        }
    }

    /// <summary>Runs a removal, and again with this space where the disk is full.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> remove)
    {
        try
        {
            return await remove();
        }
        catch (DbException exception) when (DatabaseFailures.IsFull(exception) && TryRelease())
        {
            logger.LogWarning("The disk is full: space that was kept for removals is used");
            return await remove();
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> remove) => RunAsync(async () =>
    {
        await remove();
        return true;
    });

    /// <summary>What a user may still write where a folder is.</summary>
    public static long FreeBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    private bool TryRelease()
    {
        lock (_lock)
        {
            if (!System.IO.File.Exists(File))
                return _releasedAt is { } at && time.GetElapsedTime(at) < Released;
            System.IO.File.Delete(File);
            _releasedAt = time.GetTimestamp();
            return true;
        }
    }

    private void Write(long bytes)
    {
        // Where another instance writes it now, this throws, and the file is left to that one.
        using var file = new FileStream(File, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            var piece = new byte[PieceBytes];
            for (var left = bytes; left > 0; left -= piece.Length)
                file.Write(piece, 0, (int)Math.Min(left, piece.Length));
        }
        catch (IOException)
        {
            file.Dispose();
            System.IO.File.Delete(File); // somebody else needs the space
            throw;
        }
    }
}
