using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>Where nodes wait until each of them has said what it holds: before that nobody knows who holds most.</summary>
internal sealed class OfferBarrier(RedisLink link, KeyNames keys, SharedMarks marks, TimeProvider time, string node)
{
    // A node that has died meanwhile is waited for in vain.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    /// <summary>This node has said what it holds.</summary>
    public async ValueTask ArriveAsync(IReadOnlyCollection<string> generations) => await link.CallAsync(async database =>
    {
        await Task.WhenAll(generations.Select(g => database.SetAddAsync(keys.Compared(g), node))).ConfigureAwait(false);
        return await Task.WhenAll(generations.Select(g => database.KeyExpireAsync(keys.Compared(g), Life))).ConfigureAwait(false);
    }).ConfigureAwait(false);

    /// <returns>Whether all have. False where one was waited for in vain.</returns>
    public async ValueTask<bool> WaitAsync(IReadOnlyCollection<string> generations)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Look, time).ConfigureAwait(false))
        {
            var arrived = await link.CallAsync(database => Task.WhenAll(generations.Select(g => database.SetMembersAsync(keys.Compared(g), CommandFlags.DemandMaster)))).ConfigureAwait(false);
            var nodes = marks.Nodes;
            if (arrived.All(there => nodes.IsSubsetOf(there.Select(n => n.ToString())))) return true;
            if (time.GetElapsedTime(began) >= Patience) return false;
        }
    }
}
