using System.Collections.Immutable;
using Dpa.Realtime.Backplane;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Feeds;

/// <summary>
/// Each owner's top-level pipelines that are kept, ended ones included. Written after the entry, at each start and end;
/// a hint that is checked against the entries, so a place is kept somewhat longer than the entry.
/// </summary>
internal sealed class OwnerList(RedisLink link, KeyNames keys, EntryStore store)
{
    public async ValueTask PutAsync(PipelineState state)
    {
        RedisKey[] names = [keys.List(state.Owner), keys.ListEnds(state.Owner)];
        RedisValue[] values = [ListKey.Of(state), store.ListedFor(state), store.Shift];
        await link.CallAsync(database => RedisScript.List.RunAsync(database, names, values)).ConfigureAwait(false);
    }

    public ValueTask<ImmutableArray<string>> ReadAsync(string owner, string? before, int max) =>
        link.CallAsync(async database =>
        {
            var read = await database
                .SortedSetRangeByValueAsync(
                    keys.List(owner), default, before, Exclude.Stop, Order.Descending, 0, max)
                .ConfigureAwait(false);
            return read.Select(key => key.ToString()).ToImmutableArray();
        });
}
