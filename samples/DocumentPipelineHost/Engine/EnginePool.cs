using System.Collections.Concurrent;
using DocumentEngine.Isolation;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Engine;

/// <summary>
/// Keeps parsing processes warm, one a worker: its start is not paid for each document. One that has answered many
/// requests, or has grown, is replaced.
/// </summary>
internal sealed class EnginePool(IOptions<EngineOptions> options, IOptions<PipelineOptions> pipeline, TimeProvider time)
    : IDisposable
{
    /// <summary>
    /// The share of its memory limit that a waiting process may hold: another one in its place would have to compile
    /// its code again, which costs more than many documents.
    /// </summary>
    private const double MostHeld = 0.75;

    private readonly ConcurrentBag<EngineProcess> _idle = [];
    private volatile bool _isDisposed;

    /// <summary>Sends a request to a process that is free, or to a new one.</summary>
    public async Task<EngineSession> OpenAsync(Frame request, CancellationToken ct)
    {
        var process = Take();
        var watch = new EngineWatch(process, options.Value, time);
        var session = new EngineSession(process, watch, this);
        watch.Start();
        try
        {
            await session.SendAsync(Frames.Bytes(request), ct);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public void Return(EngineProcess process)
    {
        process.Answered++;
        if (
            _isDisposed
            || _idle.Count >= pipeline.Value.Workers
            || process.Answered >= options.Value.RequestsPerProcess)
            process.Dispose();
        else
            _idle.Add(process);
        if (_isDisposed)
            Clear();
    }

    public void Dispose()
    {
        _isDisposed = true;
        Clear();
    }

    private EngineProcess Take()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_idle.TryTake(out var process))
        {
            // It releases what a document took before it answers, so what it holds now it will not release.
            if (process.Usage() is { IsStopped: false } usage && usage.Memory < options.Value.MemoryLimit * MostHeld)
                return process;
            process.Dispose();
        }

        return EngineProcess.Start(options.Value);
    }

    private void Clear()
    {
        while (_idle.TryTake(out var process))
            process.Dispose();
    }
}
