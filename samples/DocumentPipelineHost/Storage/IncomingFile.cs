using System.Security.Cryptography;
using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Storage;

/// <summary>
/// A file that is being received: hashed and counted while it is written. Disposing removes what was not kept. Where
/// the disk fails, a call ends with 507 <c>storage_full</c> or 503 <c>storage_unavailable</c>, so that the failure is
/// not mistaken for a sender that disconnected.
/// </summary>
public sealed class IncomingFile : IAsyncDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileStream _stream;
    private string? _sha256;

    internal IncomingFile(string path)
    {
        Path = path;
        try
        {
            _stream = new FileStream(
                path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }
    }

    public string Path { get; }

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Lower-case hexadecimal; only after <see cref="CloseAsync"/>.</summary>
    public string Sha256 => _sha256 ?? throw new InvalidOperationException("The file is not closed yet.");

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await _stream.WriteAsync(bytes, ct);
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }

        _hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Ends the receiving: the bytes are on the disk when it returns.</summary>
    public async ValueTask CloseAsync()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
            await _stream.DisposeAsync();
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }

        _sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _hash.Dispose();
        File.Delete(Path);
    }
}
