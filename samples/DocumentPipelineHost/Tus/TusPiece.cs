using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Storage;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// A piece on its way in, cut into segments. A full segment is kept while the next one comes in, so that the disk's or
/// the store's pauses leave no bytes in buffers that a cut would lose. Disposing removes what was not committed.
/// </summary>
internal sealed class TusPiece(TusUpload upload, TusStore store, ISegmentStore segments, WorkFiles files, bool isAtOnce)
    : IAsyncDisposable
{
    /// <summary>The most segments that are being kept: what a killed process loses is bounded by them.</summary>
    private const int MostKeeping = 2;

    private readonly List<TusSegment> _uncommitted = [];
    private readonly Queue<Task> _keeping = new();
    private Task<long> _last = Task.FromResult(upload.Received);
    private FileStream? _file;

    /// <summary>Where the next byte goes.</summary>
    public long End { get; private set; } = upload.Received;

    /// <summary>Bytes in the segment that is open.</summary>
    public long Pending => _file?.Length ?? 0;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            _file ??= new FileStream(
                files.NewPath(), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0,
                FileOptions.Asynchronous);
            await _file.WriteAsync(bytes);
            End += bytes.Length;
        }
        catch (IOException exception)
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }
    }

    /// <summary>
    /// Begins to keep the open segment, with its row unless all is committed at the end; waits where too many are being
    /// kept.
    /// </summary>
    public async Task KeepAsync()
    {
        if (_file is null)
            return;
        var (path, length) = (_file.Name, _file.Length);
        await _file.DisposeAsync();
        _file = null;
        _last = KeepAsync(
            path, new TusSegment(End - length, length, $"{upload.Id}-{End - length:D14}-{Guid.NewGuid():N}"), _last);
        _keeping.Enqueue(_last);
        while (_keeping.Count > MostKeeping)
            await _keeping.Dequeue();
    }

    /// <summary>Keeps all that has come; the bytes that are committed.</summary>
    public async Task<long> CommitAsync()
    {
        await KeepAsync();
        var committed = await _last;
        return _uncommitted.Count == 0 ? committed : await AppendAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
            File.Delete(_file.Name);
        }

        await _last.ContinueWith(static _ => { }, TaskScheduler.Default); // its failure was thrown where it was awaited
        foreach (var segment in _uncommitted)
            await TryDeleteAsync(segment.Key);
    }

    private async Task<long> KeepAsync(string path, TusSegment segment, Task<long> before)
    {
        try
        {
            var committed = await before;
            await segments.KeepAsync(path, segment.Key, CancellationToken.None);
            _uncommitted.Add(segment);
            return isAtOnce ? await AppendAsync() : committed;
        }
        catch (IOException exception)
        {
            throw StorageFailures.Problem(exception).AsException(exception);
        }
        finally
        {
            File.Delete(path); // nothing is there any more where the store took it over
        }
    }

    private async Task<long> AppendAsync()
    {
        if (await store.AppendAsync(upload.Id, _uncommitted) is not { } end)
            throw TusProblems.WrongOffset.With(store.Find(upload.Id)?.Received ?? 0);
        _uncommitted.Clear();
        return end;
    }

    private async Task TryDeleteAsync(string key)
    {
        try
        {
            await segments.DeleteAsync(key, CancellationToken.None);
        }
        catch (IOException)
        {
            // The sweep removes it: it has no row.
        }
    }
}
