using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Dpa.Realtime.Redis.Links;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>The leases of this node's producers.</summary>
internal sealed class Leases(
    RedisLink link, KeyNames keys, EntryStore store, SlotTable slots, WatchList watch, OwnerList list,
    Restorer restorer, Several several, string node)
{
    private const int RenewalsAtOnce = 500;

    public async ValueTask RenewAsync(IReadOnlyCollection<KeyValuePair<string, string>> producers)
    {
        foreach (var some in producers.Chunk(RenewalsAtOnce))
        {
            var answers = await link
                .CallAsync(database =>
                    Task.WhenAll(
                        some.Select(p =>
                            RedisScript.Renew.RunAsync(
                                database,
                                [keys.Entry(p.Key), keys.Children(p.Key)],
                                p.Value, store.LeaseMilliseconds, store.Shift, node))))
                .ConfigureAwait(false);
            var renewed = some.Zip(answers, (p, answer) => (p.Key, p.Value, IsAlive: (int)answer == 1)).ToArray();
            string[] alive = [.. renewed.Where(r => r.IsAlive).Select(r => r.Key).Distinct(StringComparer.Ordinal)];
            foreach (var id in alive) slots.Touch(id);
            await watch.SetAsync(alive).ConfigureAwait(false);
            await several
                .ForEachAsync(renewed.Where(r => !r.IsAlive), r => ReadmitSilentAsync(r.Key, r.Value))
                .ConfigureAwait(false);
            await RenewPlacesAsync(alive).ConfigureAwait(false);
        }
    }

    /// <summary>A lease does not depend on a list: what fails here is done with the next renewal.</summary>
    private async ValueTask RenewPlacesAsync(string[] ids)
    {
        try
        {
            await list
                .RenewAsync(ids.Select(id => slots.Find(id)?.Held).OfType<PipelineState>())
                .ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // counted and logged by the link
        }
    }

    /// <summary>
    /// Readmits a producer whose state was lost and restored by another node, and that reports nothing at the moment.
    /// It would count as lost after the time of one lease. It is readmitted as its own next report would do it.
    /// </summary>
    private async ValueTask ReadmitSilentAsync(string id, string token)
    {
        if (slots.Find(id) is not { Held: { } held } slot || !slot.Producers.TryGetValue(token, out var known)) return;
        var entry = await store.ReadAsync(id).ConfigureAwait(false);
        var wasLost =
            entry is null
            || (
                entry.State.Continues is not null
                && !string.Equals(entry.State.Position.Epoch, known.Epoch, StringComparison.Ordinal));
        if (wasLost) await restorer.RestoreAsync(held with { Fence = known.Fence }, token).ConfigureAwait(false);
    }
}
