using System.Runtime.CompilerServices;

namespace Dpa.Realtime.FanOut;

/// <summary>Waiting for newer states inside the process: long polls and <see cref="IProgressReader.WatchAsync"/>.</summary>
internal sealed class StateWaiting(PipelineHub hub, TimeProvider time) : IProgressReader
{
    public async ValueTask<PipelineState?> GetAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        await hub.ReadAsync([pipelineId], cancellationToken).ConfigureAwait(false) is [var state] ? state : null;

    public async IAsyncEnumerable<PipelineState> WatchAsync(string pipelineId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var reader = new WakingReader();
        var log = (await hub.AttachAsync([(pipelineId, reader)], cancellationToken).ConfigureAwait(false))[0];
        try
        {
            var last = default(PipelinePosition);
            await hub.FindAsync(log, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var woken = reader.Woken;
                if (log.Head is { } head && head.Position > last)
                {
                    last = head.Position;
                    yield return head;
                    if (head.IsEnded) yield break;
                    continue;
                }

                await woken.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            hub.Detach(log, reader);
        }
    }

    /// <summary>The first state newer than the one held, or null when there was none in time.</summary>
    public async ValueTask<PipelineState?> NewerAsync(string pipelineId, PipelinePosition held, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (var state in WatchAsync(pipelineId, linked.Token).ConfigureAwait(false))
                if (state.Position > held) return state;
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
