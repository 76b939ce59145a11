namespace Dpa.Realtime.Publishing;

/// <summary>The tokens by which watchers reach the producer.</summary>
internal sealed class RunSignals
{
    private readonly CancellationTokenSource _cancel = new();
    private CancellationTokenSource _interrupt = new();
    private CancellationTokenSource _resume = new();

    public CancellationToken Cancel => _cancel.Token;

    public CancellationToken Interrupt => Volatile.Read(ref _interrupt).Token;

    public CancellationToken Resume => Volatile.Read(ref _resume).Token;

    /// <summary>Raises the signal on the thread pool: the producer's callbacks never run on the backplane's thread.</summary>
    public bool Raise(PipelineControls action)
    {
        var source = action switch
        {
            PipelineControls.Cancel => _cancel,
            PipelineControls.Interrupt => Volatile.Read(ref _interrupt),
            PipelineControls.Resume => Volatile.Read(ref _resume),
            _ => null,
        };
        if (source is null) return false;
        ThreadPool.UnsafeQueueUserWorkItem(static s => s.Cancel(), source, preferLocal: false);
        return true;
    }

    /// <summary>Fresh tokens for interrupt and resume, once the run goes on.</summary>
    public void Reset()
    {
        if (Volatile.Read(ref _interrupt).IsCancellationRequested) Volatile.Write(ref _interrupt, new CancellationTokenSource());
        if (Volatile.Read(ref _resume).IsCancellationRequested) Volatile.Write(ref _resume, new CancellationTokenSource());
    }
}
