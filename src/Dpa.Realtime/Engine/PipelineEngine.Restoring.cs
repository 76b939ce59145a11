using Dpa.Realtime.Backplane;

namespace Dpa.Realtime.Engine;

/// <content>Restoring what was lost, and admitting its producers again.</content>
internal sealed partial class PipelineEngine
{
    public ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken) =>
        RestoreAsync(held, null);

    public ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken) =>
        RestoreAsync(held, producerToken);

    private async ValueTask<ApplyResult> RestoreAsync(PipelineState held, string? token)
    {
        await ReadyAsync().ConfigureAwait(false);
        PipelineState? older = null;
        var decision = await _loop.RunAsync(held.Id, 0, (stored, _, at) =>
        {
            var entry = stored?.Record.Entry;
            if (token is null && Restoring.IsSucceeded(entry, held))
                return Restoring.Continue(entry!, _epochs.After(held.Position.Epoch), [], at);
            older = Restoring.LeavesOut(entry, held, _options.TransitionsKept, at) ? entry!.State : null;
            return Restoring.Decide(entry, held, token, _epochs.After(held.Position.Epoch), null, [], at);
        }).ConfigureAwait(false);
        if (!decision.IsNewEpoch) return decision.Answer;
        var answer = decision.Answer;
        if (older is not null)
            answer = answer with { State = await RepublishAsync(older).ConfigureAwait(false) ?? answer.State };
        return await _parents.CountAsync(answer, null, wasCounted: true).ConfigureAwait(false);
    }

    /// <summary>What only the older copy had accepted is applied again. It has been answered before.</summary>
    private async ValueTask<PipelineState?> RepublishAsync(PipelineState older)
    {
        var decision = await _loop.RunAsync(
            older.Id,
            (Older: older, Kept: _options.TransitionsKept),
            static (stored, a, at) => Restoring.Republish(
                stored?.Record.Entry, a.Older, a.Kept, at)).ConfigureAwait(false);
        return decision.Answer.State;
    }
}
