using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Loss;

/// <summary>
/// Decides which node may restore a lost pipeline.
/// The first node to restore it wins, and no node knows alone whether another one holds a newer state. So each node
/// publishes the position that it holds, and the node with the highest position restores first.
/// </summary>
internal sealed class Offers(RedisLink link, KeyNames keys)
{
    private const int LeastLifeMilliseconds = 5000;

    // The time limit of a call applies to each part.
    private const int AtOnce = 500;

    /// <param name="held">What this node holds.</param>
    /// <param name="mayHaveExpired">Whether a missing state may simply have expired.</param>
    public async ValueTask<List<Offer>> MakeAsync(
        IReadOnlyCollection<PipelineState> held, Func<PipelineState, bool> mayHaveExpired)
    {
        var life = Math.Max(LeastLifeMilliseconds, held.Count); // until the last of them is restored
        var offers = new List<Offer>(held.Count);
        foreach (var some in held.Chunk(AtOnce))
        {
            var answers = await link.CallAsync(database =>
                    Task.WhenAll(
                        some.Select(state =>
                            RedisScript.Offer.RunAsync(
                                database,
                                [keys.Entry(state.Id), keys.Offer(state.Id)],
                                OfferText.Of(state.Position), life, mayHaveExpired(state) ? "" : "1"))))
                .ConfigureAwait(false);
            offers.AddRange(
                some.Zip(answers, (state, answer) => Offer.Read(state, (RedisValue[])answer!, mayHaveExpired(state))));
        }

        return offers;
    }

    /// <returns>Those of which no other node holds a newer state.</returns>
    public async ValueTask<HashSet<string>> BestAsync(IReadOnlyCollection<PipelineState> held)
    {
        HashSet<string> best = new(StringComparer.Ordinal);
        foreach (var some in held.Chunk(AtOnce))
        {
            var offers = await link.CallAsync(database =>
                    Task.WhenAll(
                        some.Select(state => database.StringGetAsync(keys.Offer(state.Id), CommandFlags.DemandMaster))))
                .ConfigureAwait(false);
            best.UnionWith(
                some.Zip(offers)
                    .Where(o =>
                        o.Second.IsNull
                        || string.CompareOrdinal(o.Second.ToString(), OfferText.Of(o.First.Position)) <= 0)
                    .Select(o => o.First.Id));
        }

        return best;
    }
}
