using Dpa.Realtime.Redis.Loss;

namespace Dpa.Realtime.Redis.Engine;

/// <content>Producers: their leases, and what they restore.</content>
internal sealed partial class RedisBackplane
{
    public async ValueTask<ApplyResult> RestoreAsync(PipelineState held, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        return await _restorer.RestoreAsync(held, producerToken: null).ConfigureAwait(false);
    }

    public async ValueTask<ApplyResult> ReadmitAsync(
        PipelineState held, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await LetOthersAsync(held.Id).ConfigureAwait(false);
        // The count of take-overs stays the producer's own: it decides whether the producer is readmitted.
        return await _restorer
            .RestoreAsync(_held.NewestOf(held) with { Fence = held.Fence }, producerToken)
            .ConfigureAwait(false);
    }

    public async ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await _leases.RenewAsync(producers).ConfigureAwait(false);
    }

    public async ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        _slots.Find(pipelineId)?.Producers.TryRemove(producerToken, out _);
        await _commands.ReleaseAsync(pipelineId, producerToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A producer finds its pipeline missing. Another node may hold a newer state, and the first to restore wins.
    /// So the nodes are made to compare, and the producer tries again later. It does not wait here, because that would
    /// block the turns of others.
    /// </summary>
    /// <exception cref="PipelineException">The nodes have not compared yet.</exception>
    private async ValueTask LetOthersAsync(string id)
    {
        if (
            _slots.Find(id) is not { Held: { } held }
            || _held.MayHaveExpired(held)
            || (await _store.ReadPositionsAsync([id]).ConfigureAwait(false)).Count > 0)
            return;
        await _recovery.LookNowAsync().ConfigureAwait(false);
        if (!_alarm.IsPending) _alarm.RaiseUnlessRunning(); // a run that is under way restores it too
        throw Recovery.NotRestored();
    }
}
