using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>Holds a request until something newer exists, its time is over or the node shuts down.</summary>
internal sealed class LongPoll(StateWaiting waiting, AccessCheck access, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // Access that was taken away ends within 5 s on every transport (protocol section 4).
    private static readonly TimeSpan JudgeInterval = TimeSpan.FromSeconds(4);

    /// <summary>The newest state, authorized after the wait.</summary>
    public async ValueTask<VisibleState> HoldAsync(Caller caller, PipelineState state, PipelinePosition held, TimeSpan wait, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        var began = time.GetTimestamp();
        while (wait - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            var newer = await NewerAsync(state.Id, held, left < JudgeInterval ? left : JudgeInterval, ending.Token).ConfigureAwait(false);
            aborted.ThrowIfCancellationRequested();
            var may = await access.MayReadAsync(caller, newer ?? state, aborted).ConfigureAwait(false);
            aborted.ThrowIfCancellationRequested();
            if (may != Access.Allowed) return new(may);
            if (newer is not null) return new(may, newer);
            if (ending.IsCancellationRequested) break;
        }

        return new(Access.Allowed, state);
    }

    private async ValueTask<PipelineState?> NewerAsync(string id, PipelinePosition held, TimeSpan wait, CancellationToken ending)
    {
        try
        {
            return await waiting.NewerAsync(id, held, wait, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return null;
        }
    }
}
