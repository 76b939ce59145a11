using System.Buffers;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Receives a piece of a file: every few MiB are kept with their row, so that a client, a network or a host that goes away in the middle loses
/// no more than that. With a checksum all of it is kept or nothing.
/// </summary>
internal sealed class TusReceiver(TusStore store, ISegmentStore segments, WorkFiles files, IOptions<UploadOptions> options)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads a body to its end; the bytes that the upload has then.</summary>
    /// <param name="upload">Its row, as far as it is.</param>
    /// <param name="body">The piece.</param>
    /// <param name="checksum">What it must hash to, or null.</param>
    /// <param name="onReceived">Called now and then with the bytes that have come.</param>
    /// <param name="ct">Ends the reading; what has come is kept.</param>
    public async Task<long> ReceiveAsync(TusUpload upload, Stream body, TusChecksum? checksum, Action<long> onReceived, CancellationToken ct)
    {
        await using var piece = new TusPiece(upload, store, segments, files, isAtOnce: checksum is null);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await ReadAsync(body, buffer, piece, checksum is null, ct)) > 0)
            {
                if (piece.End + read > upload.Length)
                    throw TusProblems.TooLong.With(upload.Length);
                checksum?.Add(buffer.AsSpan(0, read));
                await piece.WriteAsync(buffer.AsMemory(0, read));
                if (piece.Pending < options.Value.SegmentBytes)
                    continue;
                await piece.KeepAsync();
                onReceived(piece.End);
            }

            if (checksum?.Matches() == false)
                throw TusProblems.ChecksumMismatch.AsException();
            return await piece.CommitAsync();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Where the sender goes away, what has come is kept before that is reported.</summary>
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, TusPiece piece, bool keeps, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            if (keeps)
                await piece.CommitAsync();
            throw DocumentProblems.UploadAborted.AsException(exception);
        }
    }
}
