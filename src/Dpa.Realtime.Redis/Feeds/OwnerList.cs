using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// Each owner's top-level pipelines that are kept, ended ones included. Written after the entry, at each start and end,
/// and now and then while a pipeline is live; a hint that is checked against the entries, so a place is kept somewhat
/// longer than the entry.
/// </summary>
internal sealed class OwnerList(RedisLink link, KeyNames keys, EntryStore store, SlotTable slots, TimeProvider time)
{
    private const int AtOnce = 500; // the time limit of a call applies to each part

    public ValueTask PutAsync(PipelineState state) => PutAsync([state]);

    /// <summary>
    /// Puts those on the list again that are live: every renewal of a lease renews the entry, and not the place. Also
    /// one that is not there, since the node that started it died or knew of no lists.
    /// </summary>
    public async ValueTask RenewAsync(IEnumerable<PipelineState> states)
    {
        foreach (var some in states.Where(IsDue).Chunk(AtOnce)) await PutAsync(some).ConfigureAwait(false);
    }

    public ValueTask<ImmutableArray<string>> ReadAsync(string owner, string? before, int max) =>
        link.CallAsync(async database =>
        {
            RedisKey[] names = [keys.List(owner), keys.ListEnds(owner)];
            RedisValue[] values = [before is null ? "+" : $"({before}", max, store.Shift];
            var read = await RedisScript.ReadList.RunAsync(database, names, values).ConfigureAwait(false);
            return ((RedisValue[])read!).Select(key => key.ToString()).ToImmutableArray();
        });

    private bool IsDue(PipelineState state) =>
        state is { ParentId: null, IsEnded: false }
        && !(slots.Find(state.Id)?.ListedAt is { } at && time.GetElapsedTime(at) < store.PlaceRenewal);

    private async ValueTask PutAsync(PipelineState[] states)
    {
        await link
            .CallAsync(database =>
                Task.WhenAll(
                    states.Select(state =>
                        RedisScript.List.RunAsync(
                            database,
                            [keys.List(state.Owner), keys.ListEnds(state.Owner)],
                            ListKey.Of(state), store.ListedFor(state), store.Shift))))
            .ConfigureAwait(false);
        foreach (var state in states)
            if (slots.Find(state.Id) is { } slot) slot.ListedAt = time.GetTimestamp();
    }
}
