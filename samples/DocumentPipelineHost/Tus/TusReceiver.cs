using System.Buffers;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// Receives a piece of a file: every few MiB are kept with their row, so that a client, a network or a host that goes
/// away in the middle loses no more than that. With a checksum all of it is kept or nothing.
/// </summary>
internal sealed class TusReceiver(
    TusStore store, ISegmentStore segments, WorkFiles files, StorageClaim claim, IOptions<UploadOptions> options)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>
    /// How long a superseded request waits for bytes that are on their way: its client has gone, and what arrived
    /// before that counts.
    /// </summary>
    private static readonly TimeSpan LastBytes = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it goes on at most.</summary>
    private static readonly TimeSpan LastSeconds = TimeSpan.FromSeconds(5);

    /// <summary>Reads a body to its end; the bytes that the upload has then.</summary>
    /// <param name="upload">Its row, as far as it is.</param>
    /// <param name="body">The piece.</param>
    /// <param name="checksum">What it must hash to, or null.</param>
    /// <param name="onReceived">Called now and then with the bytes that have come.</param>
    /// <param name="superseded">A newer request waits: the reading ends when no more bytes come; what has come is
    /// kept.</param>
    public async Task<long> ReceiveAsync(
        TusUpload upload, Stream body, TusChecksum? checksum, Action<long> onReceived, CancellationToken superseded)
    {
        await EnsureAsync();
        using var stop = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        using var registration = superseded.Register(() =>
        {
            stop.CancelAfter(LastBytes);
            end.CancelAfter(LastSeconds);
        });
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, end.Token);
        await using var piece = new TusPiece(upload, store, segments, files, isAtOnce: checksum is null);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int read;
            while ((read = await ReadAsync(upload, body, buffer, piece, checksum is null, either.Token)) > 0)
            {
                if (superseded.IsCancellationRequested)
                    stop.CancelAfter(LastBytes);
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

    private async Task EnsureAsync()
    {
        try
        {
            await claim.EnsureAsync(CancellationToken.None);
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception))
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }
    }

    /// <summary>If the sender disconnects, what has arrived is kept before the failure is reported.</summary>
    private static async Task<int> ReadAsync(
        TusUpload upload, Stream body, byte[] buffer, TusPiece piece, bool keeps, CancellationToken ct)
    {
        try
        {
            return await body.ReadAsync(buffer, ct);
        }
        catch (BadHttpRequestException exception)
            when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TusProblems.TooLong.With(upload.Length); // no cut: more than was announced, of a length not stated
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            if (keeps)
                await piece.CommitAsync();
            throw DocumentProblems.UploadAborted.AsException(exception);
        }
    }
}
