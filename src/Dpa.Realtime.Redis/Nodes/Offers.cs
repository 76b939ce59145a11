using System.Globalization;
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

    public async ValueTask MakeAsync(IReadOnlyCollection<PipelineState> held) => await link.CallAsync(database => Task.WhenAll(held.Select(state =>
        RedisScript.Offer.RunAsync(database, [keys.Offer(state.Id)], Text(state.Position), LifeMilliseconds)))).ConfigureAwait(false);

    /// <returns>Those of which no other node holds more.</returns>
    public async ValueTask<HashSet<string>> BestAsync(IReadOnlyCollection<PipelineState> held)
    {
        var offers = await link.CallAsync(database => Task.WhenAll(held.Select(state => database.StringGetAsync(keys.Offer(state.Id))))).ConfigureAwait(false);
        return [.. held.Zip(offers).Where(o => o.Second.IsNull || string.CompareOrdinal(o.Second.ToString(), Text(o.First.Position)) <= 0).Select(o => o.First.Id)];
    }

    /// <summary>Epochs have one length, so with the version's zeros the texts compare as the positions do.</summary>
    private static string Text(PipelinePosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.Epoch}:{position.Version:D16}");
}
