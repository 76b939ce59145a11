using System.Security.Cryptography;

namespace DocumentPipelineHost.Storage;

/// <summary>Compares bytes with what they must be.</summary>
internal static class OriginalContent
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>
    /// Reads to the end, writing to <paramref name="target"/> at most as many bytes as the original has.
    /// </summary>
    /// <exception cref="OriginalDamagedException">The bytes are others.</exception>
    public static async Task CopyAsync(Stream source, Stream target, Original original, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long length = 0;
        int read;
        while ((read = await source.ReadAsync(buffer, ct)) > 0)
        {
            length += read;
            if (length > original.Length)
                throw new OriginalDamagedException(original, $"it has more than its {original.Length} bytes");
            hash.AppendData(buffer.AsSpan(0, read));
            await target.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        CheckLength(original, length);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) is var actual && actual != original.Sha256)
            throw new OriginalDamagedException(original, $"its hash is {actual}");
    }

    public static void CheckLength(Original original, long length)
    {
        if (length != original.Length)
            throw new OriginalDamagedException(original, $"it has {length} bytes of {original.Length}");
    }
}
