using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Dpa.Realtime.Engine;

/// <summary>The pipelines and owners that this node has subscribed.</summary>
internal sealed class FeedTable(IFeedLine line) : IDelivery
{
    private readonly ConcurrentDictionary<string, Subscribed> _subscribed = new(StringComparer.Ordinal);

    /// <summary>Subscribes a pipeline; each call is ended by one of <see cref="RemoveAsync"/>.</summary>
    public ValueTask AddAsync(string pipelineId)
    {
        var feed = new PipelineFeed(pipelineId, line);
        return AddAsync(pipelineId, feed, message => OnMessage(feed, message), isCounted: true);
    }

    /// <summary>Subscribes another topic, once, however often it is called.</summary>
    public ValueTask AddTopicAsync(string topic, Action<StoreMessage> handler) =>
        AddAsync(topic, null, handler, isCounted: false);

    public async ValueTask RemoveAsync(string topic)
    {
        while (_subscribed.TryGetValue(topic, out var held))
        {
            if (held.Users > 1)
            {
                if (_subscribed.TryUpdate(topic, held with { Users = held.Users - 1 }, held)) return;
                continue;
            }

            if (!_subscribed.TryRemove(new(topic, held))) continue;
            Task subscribing = held.Subscription.Value;
            await subscribing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!subscribing.IsCompletedSuccessfully) return;
            await (await held.Subscription.Value.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return;
        }
    }

    /// <summary>The owners that are subscribed.</summary>
    public IEnumerable<string> Owners() =>
        _subscribed.Keys.Select(Topics.OwnerOf).OfType<string>();

    public void Deliver(string pipelineId, PipelineState? before, ImmutableArray<AcceptedChange> changes)
    {
        if (changes.IsEmpty || FeedOf(pipelineId) is not { } feed) return;
        foreach (var change in changes)
        {
            feed.Deliver(before, line.AcceptedTimestamp is { } at ? change with { AcceptedTimestamp = at } : change);
            before = change.State;
        }
    }

    public void Seed(PipelineState state) => FeedOf(state.Id)?.Seed(state);

    /// <summary>The newest state that this node has received, if it has subscribed.</summary>
    public PipelineState? Held(string pipelineId) => FeedOf(pipelineId)?.Held;

    /// <summary>All of them.</summary>
    public IEnumerable<PipelineState> Held() =>
        _subscribed.Values.Select(s => s.Feed?.Held).OfType<PipelineState>();

    private void OnMessage(PipelineFeed feed, StoreMessage message)
    {
        if (message.Change is { } change) feed.OnChange(change);
        else feed.OnMessage(line.Open(message));
    }

    private PipelineFeed? FeedOf(string pipelineId) =>
        _subscribed.TryGetValue(pipelineId, out var held) ? held.Feed : null;

    private async ValueTask AddAsync(string topic, PipelineFeed? feed, Action<StoreMessage> handler, bool isCounted)
    {
        var fresh = new Subscribed(feed, 1, new(() => line.SubscribeAsync(topic, handler).AsTask()));
        var held = _subscribed.AddOrUpdate(
            topic,
            static (_, a) => a.fresh,
            static (_, old, a) => a.isCounted ? old with { Users = old.Users + 1 } : old,
            (fresh, isCounted));
        try
        {
            await held.Subscription.Value.ConfigureAwait(false);
        }
        catch
        {
            while (_subscribed.TryGetValue(topic, out var failed) && failed.Subscription == held.Subscription)
                if (_subscribed.TryRemove(new(topic, failed))) break;
            throw;
        }
    }

    private sealed record Subscribed(PipelineFeed? Feed, int Users, Lazy<Task<IAsyncDisposable>> Subscription);
}
