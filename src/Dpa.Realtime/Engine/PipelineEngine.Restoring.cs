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
        var (decision, older) = await _commands.RestoreAsync(held, token).ConfigureAwait(false);
        var answer = decision.Answer;
        if (!decision.IsNewEpoch) return answer;
        if (older is not null)
        {
            var again = await _commands.RepublishAsync(older).ConfigureAwait(false);
            answer = answer with { State = again.Answer.State ?? answer.State };
        }

        return await _parents.CountAsync(answer, null).ConfigureAwait(false);
    }
}
