using Dpa.Realtime.FanOut;
using Dpa.Realtime.Protocol;

namespace Dpa.Realtime.Connections;

/// <content>What the connection's queries list.</content>
internal sealed partial class SubscriptionSet
{
    private QueryWatches? _queries;

    /// <summary>The connection's queries; null before the first, which most have none of.</summary>
    public QueryWatches? Queries => Volatile.Read(ref _queries);

    /// <summary>Sets them, once.</summary>
    public void Begin(QueryWatches queries) => Interlocked.Exchange(ref _queries, queries);

    /// <summary>Subscribes to what a query lists.</summary>
    /// <param name="message">The query's, with what entered its list.</param>
    /// <param name="counted">Receives what was counted for the query: not what there was no place for.</param>
    public ValueTask SubscribeQueryAsync(ClientMessage message, List<Subscription> counted) =>
        new Subscribing(this, message, counted).RunAsync();

    /// <summary>A query lists these no more. Each was counted for it.</summary>
    public void LeaveQuery(IEnumerable<Subscription> counted)
    {
        foreach (var subscription in counted)
        {
            lock (_lock)
            {
                if (subscription.IsEnded || --subscription.Queries > 0 || subscription.IsNamed) continue;
            }

            End(subscription, UnsubscribeReason.Left);
        }
    }

    private static void Count_NeedsLock(Subscription subscription, ClientMessageType type)
    {
        if (type == ClientMessageType.SubscribeQuery)
        {
            subscription.Queries++;
            return;
        }

        // One that was named by its id stays until it is given up by its id.
        if (type == ClientMessageType.SubscribeUser && !subscription.IsNamed) subscription.IsOfOwner = true;
        subscription.IsNamed = true;
    }

    /// <summary>What a query lists stays subscribed for the query.</summary>
    private bool StaysForQuery(Subscription subscription)
    {
        lock (_lock)
        {
            if (subscription.Queries == 0) return false;
            (subscription.IsNamed, subscription.IsOfOwner) = (false, false);
            return true;
        }
    }
}
