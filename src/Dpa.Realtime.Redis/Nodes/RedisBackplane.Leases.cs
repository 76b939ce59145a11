using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Links;

namespace Dpa.Realtime.Redis.Nodes;

/// <content>The leases of this node's producers.</content>
internal sealed partial class RedisBackplane
{
    private const int RenewalsAtOnce = 500;

    public async ValueTask RenewLeasesAsync(
        IReadOnlyCollection<KeyValuePair<string, string>> producers, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        await RenewAsync(producers).ConfigureAwait(false);
    }

    private async ValueTask RenewAsync(IReadOnlyCollection<KeyValuePair<string, string>> producers)
    {
        foreach (var some in producers.Chunk(RenewalsAtOnce))
        {
            var answers = await _link
                .CallAsync(database =>
                    Task.WhenAll(
                        some.Select(p =>
                            RedisScript.Renew.RunAsync(
                                database,
                                [_keys.Entry(p.Key), _keys.Children(p.Key)],
                                p.Value, _store.LeaseMilliseconds, _store.Shift, _node))))
                .ConfigureAwait(false);
            var renewed = some.Zip(answers, (p, answer) => (p.Key, p.Value, IsAlive: (int)answer == 1)).ToArray();
            string[] alive = [.. renewed.Where(r => r.IsAlive).Select(r => r.Key).Distinct(StringComparer.Ordinal)];
            foreach (var id in alive) _slots.Touch(id);
            await _watch.SetAsync(alive, _options.ProducerLease).ConfigureAwait(false);
            await Parallel
                .ForEachAsync(renewed.Where(r => !r.IsAlive), _several, async (r, _) =>
                    await SkippedAsync(() => ReadmitSilentAsync(r.Key, r.Value)).ConfigureAwait(false))
                .ConfigureAwait(false);
        }
    }

    public async ValueTask ReleaseAsync(string pipelineId, string producerToken, CancellationToken cancellationToken)
    {
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
        _slots.Find(pipelineId)?.Producers.TryRemove(producerToken, out _);
        await _transactions
            .RunAsync(pipelineId, entry => Leasing.Release(entry?.Entry, producerToken, entry?.OrphanedAt is not null))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Readmits a producer whose state was lost and restored by another node, and that reports nothing at the moment.
    /// It would count as lost after the time of one lease. It is readmitted as its own next report would do it.
    /// </summary>
    private async ValueTask ReadmitSilentAsync(string id, string token)
    {
        if (_slots.Find(id) is not { Held: { } held } slot || !slot.Producers.TryGetValue(token, out var known)) return;
        var entry = await _store.ReadAsync(id).ConfigureAwait(false);
        var wasLost =
            entry is null
            || (
                entry.State.Continues is not null
                && !string.Equals(entry.State.Position.Epoch, known.Epoch, StringComparison.Ordinal));
        if (wasLost)
            await RestoreAsync(held with { Fence = known.Fence }, token).ConfigureAwait(false);
    }
}
