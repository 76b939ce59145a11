using Dpa.Realtime.FanOut;

namespace Dpa.Realtime.Connections;

/// <content>What the connection's queries list.</content>
internal sealed partial class SubscriptionSet
{
    /// <summary>
    /// Called with the pipeline of a subscription that ended though a query lists it. Set once, by the queries' owner.
    /// </summary>
    public Action<string>? EndedInQuery { get; set; }

    /// <summary>A query lists these no more.</summary>
    public void LeaveQuery(IEnumerable<string> pipelineIds)
    {
        foreach (var id in pipelineIds)
        {
            Subscription? left;
            lock (_lock)
            {
                if (!_subscriptions.TryGetValue(id, out left) || left.Queries == 0) continue;
                if (--left.Queries > 0 || left.IsNamed) continue;
            }

            End(left, UnsubscribeReason.Left);
        }
    }

    private static void Count_NeedsLock(Subscription subscription, bool isQuery)
    {
        if (isQuery) subscription.Queries++;
        else subscription.IsNamed = true;
    }

    /// <summary>What a query lists stays subscribed for the query.</summary>
    private bool StaysForQuery(Subscription subscription)
    {
        lock (_lock)
        {
            if (subscription.Queries == 0) return false;
            subscription.IsNamed = false;
            return true;
        }
    }
}
