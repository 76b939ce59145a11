using System.Globalization;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Entries;

/// <summary>
/// Lists which pipelines must be checked, and when: those with a producer when its lease may be over.
/// The list is only a hint; the entry is authoritative. So the hint is set before the entry is written, and removed
/// once the entry shows that nothing has to be done any more.
/// </summary>
internal sealed class WatchList(RedisLink link, KeyNames keys, EntryStore store, TimeSpan lease)
{
    private const int Batch = 64;
    private const int ClaimMilliseconds = 5000; // then another node checks it, if this one has died

    /// <summary>They must be checked after the time of one lease.</summary>
    public ValueTask SetAsync(IReadOnlyCollection<string> ids) => SetAsync(ids, lease);

    public async ValueTask SetAsync(IReadOnlyCollection<string> ids, TimeSpan fromNow)
    {
        if (ids.Count == 0)
            return;
        RedisValue[] values =
        [
            (long)Math.Max(0, fromNow.TotalMilliseconds), store.Shift, (long)store.Unfinished.TotalMilliseconds,
            .. ids.Select(id => (RedisValue)id),
        ];
        await link.CallAsync(database => RedisScript.Watch.RunAsync(database, [keys.Watch], values))
            .ConfigureAwait(false);
    }

    public async ValueTask RemoveAsync(string id) =>
        await link.CallAsync(database => database.SortedSetRemoveAsync(keys.Watch, id)).ConfigureAwait(false);

    /// <returns>The server's time.</returns>
    public async ValueTask<TimeSpan> ReadTimeAsync() => (await TakeDueAsync(0).ConfigureAwait(false)).Now;

    /// <returns>The server's time and the ids; for a while no other node gets them.</returns>
    public ValueTask<(TimeSpan Now, string[] Ids)> TakeDueAsync() => TakeDueAsync(Batch);

    private async ValueTask<(TimeSpan Now, string[] Ids)> TakeDueAsync(int atMost)
    {
        var answer = (RedisValue[])
            (
                await link.CallAsync(database =>
                        RedisScript.Due.RunAsync(database, [keys.Watch], store.Shift, atMost, ClaimMilliseconds))
                    .ConfigureAwait(false))!;
        return (
            TimeSpan.FromMilliseconds(long.Parse(answer[0].ToString(), CultureInfo.InvariantCulture)),
            [.. answer.Skip(1).Select(id => id.ToString())]);
    }
}
