using System.Text.Json;
using DocumentEngine.Documents;
using DocumentEngine.Isolation;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// One request to a parsing process, from its first frame to its result. Promises: whatever happens to the process, the
/// only failures are <see cref="EngineEndedException"/>, the document's own <see cref="DocumentException"/> and an
/// <see cref="IOException"/> of the disk; a process that did not finish its request is not used again.
/// </summary>
internal sealed class EngineSession(EngineProcess process, EngineWatch watch, EnginePool pool) : IAsyncDisposable
{
    private bool _isDone;

    public int ProcessId => process.Id;

    /// <summary>Sends the bytes of frames.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> frames, CancellationToken ct) => StepAsync(
        async () =>
        {
            await process.SendAsync(frames, ct);
            return true;
        },
        ct);

    /// <summary>The next answer.</summary>
    public async Task<Frame> ReceiveAsync(CancellationToken ct)
    {
        var frame = await StepAsync(async () => await process.ReceiveAsync(ct) ?? throw new EndOfStreamException(), ct);
        _isDone = frame.Type is FrameType.Result or FrameType.Failed;
        if (frame.Type != FrameType.Failed)
            return frame;
        var failure = Read(() => frame.Read(IsolationJson.Default.FailureReport));
        if (failure.Code is null)
            throw new IOException(failure.Message.En);
        throw new DocumentException(failure.Code, failure.Message, failure.Suggestion, failure.Retryable);
    }

    /// <summary>Reads a frame's content; a process that sends an invalid frame is ended.</summary>
    public T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidDataException)
        {
            process.Kill();
            _isDone = false;
            throw new EngineEndedException(EngineEnd.Crashed, nonsense.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        if (_isDone)
            pool.Return(process);
        else
            process.Dispose();
    }

    private async Task<T> StepAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        // A pipe's read cannot be cancelled while it waits; the end of the process ends it.
        using var stop = ct.Register(process.Kill);
        watch.Begin();
        try
        {
            return await step();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            ct.ThrowIfCancellationRequested();
            process.Kill();
            var code = await process.ExitAsync();
            ct.ThrowIfCancellationRequested();
            throw new EngineEndedException(watch.Killed ?? EndBy(code), $"Exit code {code}. {process.Error}");
        }
        finally
        {
            watch.End();
        }
    }

    private EngineEnd EndBy(int code) =>
        code == EngineChild.OutOfMemory || process.Error.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            ? EngineEnd.Memory
            : EngineEnd.Crashed;
}
