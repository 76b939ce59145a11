using Dpa.Realtime.Guests;

namespace Dpa.Realtime.Publishing;

/// <summary>The tokens by which subscribers reach the producer.</summary>
internal sealed class RunSignals(IGuestCalls guests, string pipelineId)
{
    // created when the producer requests its token, or a subscriber the signal
    private CancellationTokenSource? _cancel;
    private CancellationTokenSource? _interrupt;
    private CancellationTokenSource? _resume;
    private bool _hasResumeToken;
    private HashSet<CancellationTokenSource>? _late; // wait for a thread

    public CancellationToken Cancel => Of(ref _cancel).Token;

    public CancellationToken Interrupt => Of(ref _interrupt).Token;

    public CancellationToken Resume
    {
        get
        {
            Volatile.Write(ref _hasResumeToken, true);
            return Of(ref _resume).Token;
        }
    }

    /// <summary>
    /// Raises the signal as a guest's call: what the producer registered on its token is its own code, and may throw or
    /// hang.
    /// </summary>
    /// <returns>Whether the producer may receive it. It may receive a resume only if it holds that token; otherwise the
    /// application puts the work back into its queue.</returns>
    public bool Raise(PipelineControls action)
    {
        var source = action switch
        {
            PipelineControls.Cancel => Of(ref _cancel),
            PipelineControls.Interrupt => Of(ref _interrupt),
            PipelineControls.Resume when Volatile.Read(ref _hasResumeToken) => Of(ref _resume),
            _ => null,
        };
        if (source is null) return false;
        _ = CancelAsync(source, action);
        return true;
    }

    /// <summary>
    /// Fresh tokens once the run goes on; for cancel only where that was carried out, so that none is overheard.
    /// </summary>
    public void Reset(bool wasCancelled)
    {
        Renew(ref _interrupt);
        Renew(ref _resume);
        if (wasCancelled) Renew(ref _cancel);
    }

    private async Task CancelAsync(CancellationTokenSource source, PipelineControls action)
    {
        await guests
            .CallAsync(
                new GuestCall(Guest.CancellationCallback, $"{action}Requested", pipelineId, pipelineId),
                _ =>
                {
                    source.Cancel();
                    return new ValueTask<bool>(true);
                },
                CancellationToken.None)
            .ConfigureAwait(false);
        // Without a free place or thread it must be cancelled all the same: on other threads, since what hung there may
        // hang here. One that waits for those already is not asked again.
        lock (this)
        {
            if (source.IsCancellationRequested || !(_late ??= []).Add(source)) return;
        }

        await guests.CancelLateAsync(source).ConfigureAwait(false);
        lock (this) _late.Remove(source);
    }

    private static CancellationTokenSource Of(ref CancellationTokenSource? source)
    {
        if (Volatile.Read(ref source) is { } made) return made;
        var fresh = new CancellationTokenSource();
        return Interlocked.CompareExchange(ref source, fresh, null) ?? fresh;
    }

    private static void Renew(ref CancellationTokenSource? source)
    {
        // Compared: one that was created in the meantime is already in a producer's hands.
        if (Volatile.Read(ref source) is { IsCancellationRequested: true } raised)
            Interlocked.CompareExchange(ref source, null, raised);
    }
}
