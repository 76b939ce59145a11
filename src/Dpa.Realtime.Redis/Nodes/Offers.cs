using Dpa.Realtime.Redis.Entries;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Nodes;

/// <summary>
/// Who may give a lost pipeline back. The first to do so wins, and none of the nodes can know alone whether another one holds more; so each says how far on it holds it, and the one that
/// holds most goes first.
/// </summary>
internal sealed class Offers(RedisLink link, KeyNames keys)
{
    private const int LifeMilliseconds = 5000;

    /// <param name="held">What this node holds.</param>
    /// <param name="mayHaveExpired">Whether a state that is not there has merely come to the end of its time.</param>
    public ValueTask<Offer[]> MakeAsync(IReadOnlyCollection<PipelineState> held, Func<PipelineState, bool> mayHaveExpired) => link.CallAsync(async database =>
    {
        var answers = await Task.WhenAll(held.Select(state =>
            RedisScript.Offer.RunAsync(database, [keys.Entry(state.Id), keys.Offer(state.Id)], OfferText.Of(state.Position), LifeMilliseconds, mayHaveExpired(state) ? "" : "1"))).ConfigureAwait(false);
        return held.Zip(answers, (state, answer) => Offer.Read(state, (RedisValue[])answer!, mayHaveExpired(state))).ToArray();
    });

    /// <returns>Those of which no other node holds more.</returns>
    public async ValueTask<HashSet<string>> BestAsync(IReadOnlyCollection<PipelineState> held)
    {
        var offers = await link.CallAsync(database => Task.WhenAll(held.Select(state => database.StringGetAsync(keys.Offer(state.Id), CommandFlags.DemandMaster)))).ConfigureAwait(false);
        return [.. held.Zip(offers).Where(o => o.Second.IsNull || string.CompareOrdinal(o.Second.ToString(), OfferText.Of(o.First.Position)) <= 0).Select(o => o.First.Id)];
    }
}
