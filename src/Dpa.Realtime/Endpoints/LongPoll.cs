using Dpa.Realtime.Connections;
using Dpa.Realtime.FanOut;
using Microsoft.Extensions.Hosting;

namespace Dpa.Realtime.Endpoints;

/// <summary>Holds a request until something newer exists, its time is over or the node shuts down.</summary>
internal sealed class LongPoll(
    StateWaiting waiting, AccessCheck access, AccessChanges changes, IHostApplicationLifetime lifetime,
    TimeProvider time)
{
    // Access that was taken away ends within 5 s on every transport (docs/protocol.md#identity).
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Returns the newest state, authorized after the wait. A pipeline's end counts as newer even if the client reports
    /// a later position. Check afterwards whether the caller's identity is still valid
    /// (<see cref="AccessChanges.IsOver"/>).
    /// </summary>
    public async ValueTask<VisibleState> HoldAsync(
        Caller caller, PipelineState state, PipelinePosition held, TimeSpan wait, CancellationToken aborted)
    {
        var closing = changes.Hold(caller);
        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(
                aborted, lifetime.ApplicationStopping, closing.Token);
            return await HoldAsync(caller, state, held, wait, ending, aborted).ConfigureAwait(false);
        }
        finally
        {
            changes.Release(caller, closing);
        }
    }

    private async ValueTask<VisibleState> HoldAsync(
        Caller caller, PipelineState state, PipelinePosition held, TimeSpan wait, CancellationTokenSource ending,
        CancellationToken aborted)
    {
        var began = time.GetTimestamp();
        while (wait - time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
        {
            if (changes.IsOver(caller)) return new(Access.Denied);
            var turn = caller.AtMost(left < CheckInterval ? left : CheckInterval, time.GetUtcNow());
            var newer = await NewerAsync(state, held, turn, ending.Token).ConfigureAwait(false);
            aborted.ThrowIfCancellationRequested();
            if (changes.IsOver(caller)) return new(Access.Denied);
            var may = await access.MayReadAsync(caller, newer ?? state, aborted).ConfigureAwait(false);
            aborted.ThrowIfCancellationRequested();
            if (may != Access.Allowed) return new(may);
            if (newer is not null) return new(may, newer);
            if (ending.IsCancellationRequested) break;
        }

        return new(Access.Allowed, state);
    }

    private async ValueTask<PipelineState?> NewerAsync(
        PipelineState state, PipelinePosition held, TimeSpan wait, CancellationToken ending)
    {
        try
        {
            return await waiting.NewerAsync(state.Id, state.Position, held, wait, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return null;
        }
    }
}
