using System.Data.Common;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tus;

/// <summary>The kept pieces of an upload: made one file of, and removed.</summary>
internal sealed class TusPieces(TusStore store, ISegmentStore segments, WorkFiles files, ILogger<TusPieces> logger)
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>All pieces in one local file.</summary>
    /// <exception cref="ProblemException">503 or 507: the store of the pieces or the disk fails now.</exception>
    /// <exception cref="FileNotFoundException">A piece is gone.</exception>
    public async Task<IncomingFile> AssembleAsync(TusUpload whole)
    {
        var file = files.Receive();
        try
        {
            await CopyAsync(whole.Id, file);
            await file.CloseAsync();
            if (file.Length != whole.Length)
                throw new IOException($"The pieces of upload {whole.Id} have {file.Length} bytes of {whole.Length}.");
            return file;
        }
        catch (Exception exception)
            when (StorageFailures.IsOfStorage(exception) && exception is not FileNotFoundException)
        {
            await file.DisposeAsync();
            throw StorageFailures.Problem(exception).AsException(exception);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes the pieces of an upload that has ended; where that fails now the sweep tries again.</summary>
    public async Task RemoveAsync(string uploadId)
    {
        try
        {
            foreach (var segment in store.Segments(uploadId))
                await segments.DeleteAsync(segment.Key, CancellationToken.None);
            await store.RemoveSegmentsAsync(uploadId);
        }
        catch (Exception exception) when (StorageFailures.IsOfStorage(exception)
            || (exception is DbException failure && DatabaseFailures.MayPass(failure)))
        {
            logger.LogWarning(
                "Pieces of upload {UploadId} were not removed: {Reason}. The sweep tries again.", uploadId,
                exception.Message);
        }
    }

    private async Task CopyAsync(string uploadId, IncomingFile file)
    {
        var buffer = new byte[BufferBytes];
        foreach (var segment in store.Segments(uploadId))
        {
            await using var source = await segments.OpenAsync(segment, CancellationToken.None);
            int read;
            while ((read = await source.ReadAsync(buffer)) > 0)
                await file.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
        }
    }
}
