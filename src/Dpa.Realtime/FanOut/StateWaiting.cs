using System.Runtime.CompilerServices;

namespace Dpa.Realtime.FanOut;

/// <summary>
/// Waiting for newer states inside the process: long polls and <see cref="IProgressReader.WatchAsync"/>.
/// </summary>
internal sealed class StateWaiting(PipelineHub hub, PipelineLists lists, TimeProvider time) : IProgressReader
{
    public async ValueTask<PipelineState?> GetAsync(string pipelineId, CancellationToken cancellationToken = default) =>
        await hub.ReadAsync([pipelineId], cancellationToken).ConfigureAwait(false) is [var state] ? state : null;

    public IAsyncEnumerable<PipelineState> WatchAsync(
        string pipelineId, CancellationToken cancellationToken = default
    ) => WatchAsync(pipelineId, default, cancellationToken);

    public ValueTask<PipelinePage> QueryAsync(PipelineQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Check();
        return lists.QueryAsync(query, cancellationToken);
    }

    /// <summary>The same from what is known on.</summary>
    /// <param name="pipelineId">The pipeline.</param>
    /// <param name="known">What is known already: a state older than that, which a node has that is behind, is not
    /// given.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<PipelineState> WatchAsync(
        string pipelineId, PipelinePosition known, [EnumeratorCancellation] CancellationToken cancellationToken)
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
                if (log.Head is { } head && head.Position > last && head.Position >= known)
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

    /// <summary>
    /// The first state newer than the one held, or the pipeline's end, whatever is held: nothing comes after it. Null
    /// when there was neither in time. Never one older than what is known here, also where this node is behind.
    /// </summary>
    public async ValueTask<PipelineState?> NewerAsync(
        string pipelineId, PipelinePosition known, PipelinePosition held, TimeSpan wait,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(wait, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await foreach (var state in WatchAsync(pipelineId, known, linked.Token).ConfigureAwait(false))
                if (state.IsEnded || state.Position > held) return state;
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
