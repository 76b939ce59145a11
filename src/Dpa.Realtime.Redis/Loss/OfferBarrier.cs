using System.Collections.Immutable;
using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Feeds;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// Nodes wait here until each of them has published what it holds. Before that no node knows which one holds most.
/// </summary>
internal sealed class OfferBarrier(
    RedisLink link, KeyNames keys, SharedMarks marks, Generations generations, LossAlarm alarm, TimeProvider time,
    string node) : ILossListener
{
    // A node that has died meanwhile never arrives. A node that restores has much to publish.
    private static readonly TimeSpan NodeLimit = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan RestorerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);

    private volatile Missing? _missing;

    /// <summary>Records that this node has published what it holds.</summary>
    public async ValueTask ArriveAsync(IReadOnlyCollection<string> generations) =>
        await link.CallAsync(async database =>
            {
                await Task.WhenAll(generations.Select(g => database.SetAddAsync(keys.Compared(g), node)))
                    .ConfigureAwait(false);
                return await Task.WhenAll(generations.Select(g => database.KeyExpireAsync(keys.Compared(g), Life)))
                    .ConfigureAwait(false);
            })
            .ConfigureAwait(false);

    /// <returns>Whether all have arrived; false if one did not arrive in time.</returns>
    public async ValueTask<bool> WaitAsync(IReadOnlyCollection<string> generations)
    {
        for (var began = time.GetTimestamp(); ; await Task.Delay(Look, time).ConfigureAwait(false))
        {
            var missing = await MissingAsync(generations, marks.Nodes).ConfigureAwait(false);
            if (missing.IsEmpty) return true;
            var waited = time.GetElapsedTime(began);
            if (waited < NodeLimit || (waited < RestorerLimit && await RestoresAsync(missing).ConfigureAwait(false)))
                continue;
            _missing = new Missing(generations, missing, time.GetTimestamp());
            return false;
        }
    }

    /// <summary>
    /// Whether a node that did not arrive in time may still arrive, and hold what is missing in Redis: for 10 s, or
    /// until all have arrived.
    /// </summary>
    public async ValueTask<bool> IsAnyAwaitedAsync()
    {
        if (_missing is not { } missing) return false;
        if (time.GetElapsedTime(missing.Since) < RestorerLimit
            && !(await MissingAsync(missing.Generations, missing.Nodes).ConfigureAwait(false)).IsEmpty) return true;
        Interlocked.CompareExchange(ref _missing, null, missing);
        return false;
    }

    /// <summary>
    /// Another node compares a generation that this one may have compared already: then the other need not wait for it.
    /// </summary>
    public void OnCompared(string generation)
    {
        if (!generations.Has(generation)) alarm.Suspect(generation);
        else _ = ArriveAgainAsync(generation);
    }

    private async Task ArriveAgainAsync(string generation)
    {
        try
        {
            await ArriveAsync([generation]).ConfigureAwait(false);
        }
        catch (PipelineException)
        {
            // Logged by the link; the other node does not wait for ever.
        }
    }

    private async ValueTask<ImmutableHashSet<string>> MissingAsync(
        IReadOnlyCollection<string> generations, ImmutableHashSet<string> nodes)
    {
        var arrived = await link.CallAsync(database =>
                Task.WhenAll(
                    generations.Select(g => database.SetMembersAsync(keys.Compared(g), CommandFlags.DemandMaster))))
            .ConfigureAwait(false);
        return [.. arrived.SelectMany(there => nodes.Except(there.Select(n => n.ToString())))];
    }

    private async ValueTask<bool> RestoresAsync(ImmutableHashSet<string> nodes)
    {
        var restoring = await link.CallAsync(database =>
                database.SortedSetRangeByRankAsync(keys.Restoring, flags: CommandFlags.DemandMaster))
            .ConfigureAwait(false);
        return restoring.Any(n => nodes.Contains(n.ToString()));
    }

    private sealed record Missing(IReadOnlyCollection<string> Generations, ImmutableHashSet<string> Nodes, long Since);
}
